/** What a house does with a batch: `lost` = it is stored, and nobody hears of it. */
export type Mood = 'up' | 'lost' | 'down' | 'busy' | 'refusing';

/** A house that stores a batch once by its id. */
export function createFakeHouse() {
  const stored = new Map<string, string>();
  const changed: string[] = [];
  let mood: Mood = 'up';
  let requests = 0;

  function take(body: string): void {
    const { batch_id: id } = JSON.parse(body) as { batch_id: string };
    if ((stored.get(id) ?? body) !== body) changed.push(id);
    if (!stored.has(id)) stored.set(id, body);
  }

  return {
    stored,
    /** Ids of batches that came again with other bytes. */
    changed,
    requests: () => requests,
    setMood(next: Mood) {
      mood = next;
    },
    beacon(body: string): boolean {
      if (mood === 'up') take(body);
      return true;
    },
    async answer(body: string): Promise<Response> {
      requests += 1;
      if (mood === 'down') throw new TypeError('Failed to fetch');
      if (mood === 'busy')
        return new Response('', { status: 429, headers: { 'retry-after': '2' } });
      if (mood === 'refusing') return new Response('', { status: 400 });
      take(body);
      if (mood === 'lost') throw new TypeError('Failed to fetch');
      return new Response('{}');
    },
    /** The numbers of the records that the house has, in order. */
    numbers(): number[] {
      return [...stored.values()]
        .flatMap((body) => {
          const { activities, errors } = JSON.parse(body) as Record<string, object[]>;
          return [...(activities ?? []), ...(errors ?? [])];
        })
        .map((record) => {
          const { extra_data, context } = record as Record<string, { n: number } | undefined>;
          return (extra_data ?? context)?.n ?? -1;
        })
        .sort((one, other) => one - other);
    },
  };
}
