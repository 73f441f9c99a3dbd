export { type Failsoft, type FailsoftOptions, createFailsoft } from './failsoft.ts';
export {
  type Answer,
  type AnswerStream,
  type AnswerTo,
  type ConversationRequest,
  type Request,
  type Trace,
  type WireAnswer,
  type WireRequest,
  Unanswered,
} from './ask.ts';
export { type Conversation, type Message, type Part, type Tool, ask as conversationOf } from './model/conversation.ts';
export { type FaultKind, Fault, FAULTS } from './model/fault.ts';
export type { Gateway } from './gateway/gateway.ts';
export type { AttemptEntry, JournalQuery, RequestEntry } from './model/journal.ts';
export type { Reply, ReplyEvent, StopReason, Usage } from './model/reply.ts';
export type { Availability } from './model/availability.ts';
export type { Mode } from './model/route.ts';
export type { Status } from './model/status.ts';
