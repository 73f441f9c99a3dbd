/**
 * Codes of the taxonomy of the European Banking Authority for the register of information (DORA, Implementing Regulation (EU) 2024/2956).
 * Compared on 26 November 2026 with CISO Assistant, `backend/core/dora.py` at commit 3884947b
 * (https://github.com/intuitem/ciso-assistant-community); both agree. The official files of the taxonomy decide.
 */
export const RELIANCE = {
  low: { code: 'eba_ZZ:x795', meaning: 'Low reliance' },
  material: { code: 'eba_ZZ:x796', meaning: 'Material reliance' },
  full: { code: 'eba_ZZ:x797', meaning: 'Full reliance' },
} as const;

export const ASSESSED = {
  yes: { code: 'eba_BT:x28', meaning: 'Yes' },
  no: { code: 'eba_BT:x29', meaning: 'No' },
} as const;

export const IMPACT = {
  low: { code: 'eba_ZZ:x791', meaning: 'Low' },
  medium: { code: 'eba_ZZ:x792', meaning: 'Medium' },
  high: { code: 'eba_ZZ:x793', meaning: 'High' },
} as const;

export const SUBSTITUTABILITY = {
  complex: { code: 'eba_ZZ:x960', meaning: 'Highly complex substitutability' },
  medium: { code: 'eba_ZZ:x961', meaning: 'Medium complexity in terms of substitutability' },
  easy: { code: 'eba_ZZ:x962', meaning: 'Easily substitutable' },
} as const;

export const REASON = {
  migrating: { code: 'eba_ZZ:x964', meaning: 'Difficulties in migrating or reintegrating' },
} as const;

export const REINTEGRATION = { easy: { code: 'eba_ZZ:x798', meaning: 'Easy' } } as const;
