/** One server, with exactly the keys that the API shows. What is not known of it is the empty text. */
export interface Server {
  readonly aws_account_id: string;
  readonly aws_account_name: string;
  /** Names the server; EC2's own id, or any text for a server that was written by hand. */
  readonly "instance-id": string;
  readonly os: string;
  readonly version: string;
  readonly ip: string;
  readonly name: string;
  readonly service: string;
  readonly role: string;
  /** 0 for one that has gone. */
  readonly alive: 0 | 1;
  /** Anything else worth knowing. */
  readonly etc: string;
}
