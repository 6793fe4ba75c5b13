/** How a page wants to be seen. */
export interface Settings {
  /** Address of the house, such as `https://homepot.example`. */
  readonly url: string;
  /** A key of scope `browser` for the origin of the page. */
  readonly key: string;
  /** Parameters of addresses that are kept, such as `['page']`; all others are cut off. */
  readonly allowedQuery?: readonly string[];
  /** Whether nothing is kept or sent until `optIn()`. */
  readonly consentNeeded?: boolean;
  /** What is noticed without being told: nothing unless asked for. */
  readonly autocapture?: {
    /** Every page, also those of an application that changes its address by itself. */
    readonly pages?: boolean;
    /** Errors and rejections that nobody handled. */
    readonly errors?: boolean;
  };
  /** Told what the house answered to each batch; for those who build the page. */
  readonly onAnswer?: (status: number, text: string) => void;
}
