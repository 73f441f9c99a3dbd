import { z } from 'zod';
import { DURATION, SIZE } from '../quantities.ts';

// What fields of every section are made of.

/** A text that says something. */
export const text = z.string().min(1, { error: 'must not be empty' });

const noDuration = { error: 'is not a duration such as 250ms, 3s, 10m or 1h' };

/** How long something takes. */
export const duration = z
  .string(noDuration)
  .regex(DURATION, noDuration)
  .meta({ examples: ['250ms', '3s', '10m', '1h'] });

/** How many bytes something has. */
export const size = z.union([
  z
    .int({ error: 'must be a whole number of bytes, or a size such as 512KB or 32MB' })
    .positive({ error: 'must be more than 0' }),
  z.string().regex(SIZE, { error: 'is not a size such as 512KB, 32MB or 1GB' }),
]);

/** A whole number from 1 on. */
export const whole = (most: number): z.ZodInt =>
  z
    .int({ error: 'must be a whole number' })
    .min(1, { error: 'must be at least 1' })
    .max(most, { error: `must be at most ${most}` });

const noAmount = { error: 'must be an amount of US dollars, such as 20 or 0.5' };
/** An amount of US dollars. */
export const dollars = z.number(noAmount).min(0, noAmount);

/** At least one text. */
export const texts = z.array(text).min(1, { error: 'must not be empty' });
