export { settable, type Settable, type Value as Observable } from 'failsoft/client';
export { useValue } from 'failsoft/react';
