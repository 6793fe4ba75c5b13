import { createHomepot, fromEnvironment } from '@homepot/sdk-node';

const homepot = createHomepot(fromEnvironment());

const prices = new Map([['apple', 0.4]]);
const priceOf = homepot.wrapTool(
  async ({ article }: { article: string }) => {
    const price = prices.get(article);
    if (price === undefined) throw new Error('This article has no price');
    return price;
  },
  { pack: 'prices', name: 'price-of' },
);

await homepot.withContext({ userId: 'anna', sessionId: 'session-1' }, async () => {
  await priceOf({ article: 'apple' });
  await priceOf({ article: 'pear' }).catch(() => undefined);
});

await homepot.close();
