import { sql, type SQL } from 'drizzle-orm';
import { pieceOut } from '../domain/publication.ts';

/** Some of the thread of a publication is out already. */
export const partlyOut = (id: SQL): SQL => sql`exists (select 1 from cutline.remote_name n
  where n.publication_id = ${id} and n.name like ${sql.raw(`'${pieceOut}%'`)})`;
