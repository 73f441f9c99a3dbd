import type { Editor } from '@tiptap/core';
import { keymap } from '@tiptap/pm/keymap';
import { Fragment, type Node, Slice } from '@tiptap/pm/model';
import { type Command, Plugin, Selection } from '@tiptap/pm/state';
import {
  addColumnAfter,
  addRowAfter,
  CellSelection,
  deleteColumn,
  deleteRow,
  deleteTable,
  goToNextCell,
  isInTable,
  selectedRect,
  tableEditing,
  type TableMap,
} from '@tiptap/pm/tables';
import type { EditorView } from '@tiptap/pm/view';
import { alone } from '../editor/apply.ts';
import type { TableAct } from './acts.ts';

// Loaded once the caret is in a table.

/** Lets tables be edited in this editor, with the mouse and from the keyboard. `leave`: goes to the buttons for the table. */
export function letEdit(editor: Editor, leave: () => void): void {
  const out: Command = () => {
    leave();
    return true;
  };
  const keys = keymap({ Tab: next, 'Shift-Tab': goToNextCell(-1), Enter: below, 'Alt-F10': out });
  editor.registerPlugin(tableEditing(), (plugin, others) => [keys, pasting, plugin, ...others]);
}

export function actOn(editor: Editor, act: TableAct): void {
  alone(editor, () => COMMANDS[act](editor.state, editor.view.dispatch, editor.view));
  editor.view.focus();
}

const COMMANDS: Readonly<Record<TableAct, Command>> = {
  'add row': (state, dispatch, view) => addRowAfter(state, dispatch) && goBelow(view),
  'add column': (state, dispatch, view) =>
    addColumnAfter(state, dispatch) && view !== undefined && goToNextCell(1)(view.state, view.dispatch),
  'remove row': orTable(deleteRow, ({ height }) => height),
  'remove column': orTable(deleteColumn, ({ width }) => width),
  'remove table': deleteTable,
  left: alignColumn('left'),
  center: alignColumn('center'),
  right: alignColumn('right'),
};

/** The last row or column takes the table with it. */
function orTable(command: Command, left: (map: TableMap) => number): Command {
  return (state, dispatch) =>
    isInTable(state) && left(selectedRect(state).map) === 1 ? deleteTable(state, dispatch) : command(state, dispatch);
}

/** Markdown aligns whole columns. */
function alignColumn(align: 'left' | 'center' | 'right'): Command {
  return (state, dispatch) => {
    if (!isInTable(state)) return false;
    const { map, tableStart, left, right, table } = selectedRect(state);
    const { tr } = state;
    for (const at of map.cellsInRect({ left, right, top: 0, bottom: map.height })) {
      const cell = table.nodeAt(at);
      if (cell !== null) tr.setNodeMarkup(tableStart + at, null, { ...cell.attrs, align });
    }
    dispatch?.(tr);
    return true;
  };
}

/** To the next cell; behind the last one, a new row begins. */
const next: Command = (state, dispatch, view) => {
  if (!isInTable(state)) return false;
  if (goToNextCell(1)(state, dispatch)) return true;
  return addRowAfter(state, dispatch) && view !== undefined && goToNextCell(1)(view.state, view.dispatch);
};

/** To the cell below; below the last one, a new row begins. */
const below: Command = (state, dispatch, view) => {
  if (!isInTable(state)) return false;
  const { map, bottom } = selectedRect(state);
  return (bottom < map.height || addRowAfter(state, dispatch)) && goBelow(view);
};

function goBelow(view: EditorView | undefined): boolean {
  if (view === undefined) return false;
  const { state } = view;
  const { map, tableStart, left, bottom } = selectedRect(state);
  const cell = state.doc.resolve(tableStart + (map.map[bottom * map.width + left] ?? 0) + 1);
  view.dispatch(state.tr.setSelection(Selection.near(cell)).scrollIntoView());
  return true;
}

/** What is pasted into a cell becomes lines of it: no block of another kind has a place there. */
const pasting = new Plugin({
  props: {
    handlePaste: (view, _, slice) => {
      const { state } = view;
      if (!isInTable(state) || state.selection instanceof CellSelection) return false;
      const lines = linesIn(slice);
      if (lines.length < 2) return false;
      view.dispatch(state.tr.replaceSelection(new Slice(Fragment.from(lines), 1, 1)).scrollIntoView());
      return true;
    },
  },
});

/** None where it is a table, which is pasted cell by cell. */
function linesIn({ content }: Slice): readonly Node[] {
  const lines: Node[] = [];
  let isTable = false;
  content.descendants((node) => {
    isTable ||= node.type.spec['tableRole'] !== undefined;
    const { paragraph } = node.type.schema.nodes;
    if (node.isTextblock && paragraph !== undefined) lines.push(paragraph.create(null, node.content));
    return !node.isTextblock;
  });
  return isTable ? [] : lines;
}
