import { cut, footerOf, type Message, titleOf, toneOf } from './message.ts';

/** A program that shows something, with what it is given. Never a line for a shell. */
export type Command = { readonly file: string; readonly words: readonly string[]; readonly input: string };

/** Characters of a title and a text; more is shown by none of them. */
const TITLE_MAX = 100;
const TEXT_MAX = 400;

/** What shows it on this system: notify-send, osascript or PowerShell. */
export function renderDesktop(message: Message, platform: NodeJS.Platform): Command {
  const { notice } = message;
  const title = `Failsoft: ${cut(titleOf(notice), TITLE_MAX)}`;
  const text = cut([...notice.alert.lines.slice(0, 2), footerOf(message)].join('\n'), TEXT_MAX);
  if (platform === 'darwin')
    return { file: 'osascript', words: [...APPLE_SCRIPT.flatMap((line) => ['-e', line]), title, text], input: '' };
  // As JSON in plain letters, whatever alphabet the console takes.
  if (platform === 'win32')
    return {
      file: 'powershell.exe',
      words: [...POWERSHELL, SHOW_TOAST],
      input: inAscii(JSON.stringify({ title, text })),
    };
  const urgency = toneOf(notice) === 'critical' ? 'critical' : 'normal';
  // The text may hold marks there, the title may not.
  const words = ['--app-name=Failsoft', `--urgency=${urgency}`, '--', title, escaped(text)];
  return { file: 'notify-send', words, input: '' };
}

const APPLE_SCRIPT = ['on run given', 'display notification (item 2 of given) with title (item 1 of given)', 'end run'];

const POWERSHELL = ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command'];

/** Toasts are shown in the name of PowerShell, which is registered for them everywhere. */
const SHOW_TOAST = `
$given = [Console]::In.ReadToEnd() | ConvertFrom-Json
$null = [Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime]
$toast = [Windows.UI.Notifications.ToastNotificationManager]::GetTemplateContent([Windows.UI.Notifications.ToastTemplateType]::ToastText02)
$texts = $toast.GetElementsByTagName('text')
$null = $texts.Item(0).AppendChild($toast.CreateTextNode($given.title))
$null = $texts.Item(1).AppendChild($toast.CreateTextNode($given.text))
$name = '{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\\WindowsPowerShell\\v1.0\\powershell.exe'
[Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier($name).Show($toast)
`.trim();

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function inAscii(text: string): string {
  return text.replace(/[\u0080-\uFFFF]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
