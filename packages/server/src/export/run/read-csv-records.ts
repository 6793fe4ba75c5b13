/** What is known in the midst of a file of CSV. */
interface Reading {
  cells: string[];
  cell: string;
  place: 'plain' | 'quoted' | 'after quote';
}

/** Takes a character outside quotation marks; returns the record that ends with it. */
function takePlain(reading: Reading, character: string): readonly string[] | undefined {
  if (character === '"') reading.place = 'quoted';
  else if (character === ',' || character === '\n') {
    const cells = [...reading.cells, reading.cell];
    reading.cell = '';
    reading.cells = character === ',' ? cells : [];
    return character === ',' ? undefined : cells;
  } else if (character !== '\r') reading.cell += character;
  return undefined;
}

function take(reading: Reading, character: string): readonly string[] | undefined {
  if (reading.place === 'quoted') {
    if (character === '"') reading.place = 'after quote';
    else reading.cell += character;
    return undefined;
  }
  if (reading.place === 'after quote' && character === '"') {
    reading.cell += character;
    reading.place = 'quoted';
    return undefined;
  }
  reading.place = 'plain';
  return takePlain(reading, character);
}

/** Reads the records of CSV as RFC 4180 has it. */
export async function* readCsvRecords(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  const reading: Reading = { cells: [], cell: '', place: 'plain' };
  for await (const piece of bytes) {
    for (const character of decoder.decode(piece, { stream: true })) {
      const record = take(reading, character);
      if (record !== undefined) yield record;
    }
  }
  if (reading.cells.length > 0 || reading.cell !== '') yield [...reading.cells, reading.cell];
}
