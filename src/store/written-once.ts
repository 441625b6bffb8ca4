import { sql, type Placeholder } from 'drizzle-orm';
import type { Db } from './database.ts';

/**
 * A statement that is written out once for each database and each of its forms, and not each time: for the statements of
 * publishing that takes Drizzle longer than PostgreSQL needs to run them. What differs each time is `given`.
 */
export function writtenOnce<Form extends string, Statement>(
  write: (db: Db, form: Form) => Statement,
): (db: Db, form: Form) => Statement {
  const written = new WeakMap<Db, Map<Form, Statement>>();
  return (db, form) => {
    const forms = written.get(db) ?? new Map<Form, Statement>();
    written.set(db, forms);
    const statement = forms.get(form) ?? write(db, form);
    forms.set(form, statement);
    return statement;
  };
}

/** A value that such a statement is given when it is run. */
export function given<Name extends string>(name: Name): Placeholder<Name> {
  return sql.placeholder(name);
}
