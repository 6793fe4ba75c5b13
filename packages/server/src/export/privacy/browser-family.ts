/** What a user agent begins with or holds, and the kind of program that it is. The first that fits. */
const families: readonly (readonly [RegExp, string])[] = [
  [/homepot/i, 'HOMEPOT'],
  [/bot|crawl|spider|slurp/i, 'bot'],
  [/edg(?:e|a|ios)?\//i, 'Edge'],
  [/opr\/|opera/i, 'Opera'],
  [/samsungbrowser/i, 'Samsung Internet'],
  [/firefox|fxios/i, 'Firefox'],
  [/chrome|crios|chromium/i, 'Chrome'],
  [/safari/i, 'Safari'],
  [/curl|wget|httpie/i, 'command line'],
  [/postman|insomnia/i, 'API client'],
  [/python|aiohttp|httpx/i, 'Python'],
  [/node|undici|axios|got/i, 'Node'],
  [/okhttp|java|apache-http/i, 'Java'],
  [/go-http/i, 'Go'],
  [/dotnet|\.net/i, '.NET'],
  [/ruby|faraday/i, 'Ruby'],
];

/** The kind of program behind a user agent, of a closed list of words. */
export function browserFamily(userAgent: string): string {
  return families.find(([form]) => form.test(userAgent))?.[1] ?? 'other';
}
