/** The name of an endpoint's service, taken apart. */
export interface ServiceName {
  /** What AWS calls its service, for example `execute-api`; undefined for a service of somebody's own. */
  readonly label: string | undefined;
  readonly region: string;
}

/** Takes apart `com.amazonaws.REGION.LABEL` and `com.amazonaws.vpce.REGION.vpce-svc-…`; undefined for any other text. */
export function parseServiceName(name: string): ServiceName | undefined {
  const { own, region, label } =
    /^(?:[a-z]+\.)+amazonaws\.(?<own>vpce\.)?(?<region>[a-z]{2}-[a-z0-9-]+)\.(?<label>.+)$/.exec(name)
      ?.groups ?? {};
  if (region === undefined) return undefined;
  return { label: own === undefined ? label : undefined, region };
}
