import type { Registry } from '@prometheus-io/client';
import { asksModel, type Status, type TargetStatus } from '../../model/status.ts';
import { gaugesOf } from './gauge.ts';
import { type Bounded, targetLabels } from './label.ts';

const BREAKERS: readonly TargetStatus['breaker'][] = ['closed', 'open', 'probing', 'ramping'];

const TARGET = ['provider', 'model'] as const;

/** What the gateway is like now. It is looked at when somebody asks, and costs nothing until then. */
export function stateMetrics(registry: Registry, name: Bounded): (status: Status) => void {
  const gauge = gaugesOf(registry);
  const breakers = gauge(
    'failsoft_breaker_state',
    '1 for the state that the breaker of a model is in, 0 for the others',
    [...TARGET, 'state'],
  );
  const proven = gauge(
    'failsoft_standby_verified_timestamp_seconds',
    'When a model was last seen at work, by a request or by a question of ours',
    TARGET,
  );
  const ready = gauge('failsoft_route_ready', '1 while a route has a model that may be asked, else 0', ['route']);
  const cutOff = gauge(
    'failsoft_cut_off',
    '1 while nothing can be reached from this machine; then no provider is blamed',
    [],
  );
  const notRecorded = gauge(
    'failsoft_journal_not_recorded',
    'Entries that the journal could not take since the start',
    [],
  );
  const channels = gauge(
    'failsoft_alert_channel_up',
    '1 while alerts get through to a channel or none was sent there yet, else 0',
    ['channel'],
  );
  const waiting = gauge('failsoft_alerts_waiting', 'Alerts that have not got through yet', ['channel']);
  const reloaded = gauge(
    'failsoft_config_last_reload_successful',
    '0 while the newest configuration is refused and the last good one stays',
    [],
  );
  const applied = gauge(
    'failsoft_config_last_reload_success_timestamp_seconds',
    'When the configuration in effect was applied',
    [],
  );
  const build = gauge('failsoft_build_info', 'Always 1; the version is in the label', ['version']);

  return ({ version, config, cutOffSinceMs, routes, journal, channels: told }) => {
    for (const one of [breakers, proven, ready, channels, waiting]) one.reset();
    for (const one of told) {
      channels.set({ channel: one.name }, one.state === 'failing' ? 0 : 1);
      waiting.set({ channel: one.name }, one.waiting);
    }
    for (const { name: route, rungs } of routes) {
      const models = rungs.filter(asksModel);
      ready.set({ route }, models.some(({ state }) => state === 'ready') ? 1 : 0);
    }
    // A target may be on several ladders.
    const targets = routes.flatMap(({ rungs }) => rungs.flatMap((rung) => rung.targets));
    for (const { target, breaker, provenAtMs } of targets) {
      const labels = targetLabels(target, name);
      for (const state of BREAKERS) breakers.set({ ...labels, state }, state === breaker ? 1 : 0);
      if (provenAtMs !== null) proven.set(labels, provenAtMs / 1_000);
    }
    cutOff.set(cutOffSinceMs === null ? 0 : 1);
    notRecorded.set(journal.notRecorded);
    reloaded.set(config.refused === '' ? 1 : 0);
    applied.set(config.appliedAtMs / 1_000);
    build.set({ version }, 1);
  };
}
