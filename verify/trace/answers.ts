import type { Answer } from "./types";

/** The answers that API Gateway itself gives. Source: "Gateway response types" of the API Gateway developer guide. */
function gatewayAnswer(status: number, type: string, body: Readonly<Record<string, string>>): Answer {
  return {
    status,
    headers: { "content-type": "application/json", "x-amzn-errortype": type },
    body: JSON.stringify(body),
  };
}

export const forbidden = gatewayAnswer(403, "ForbiddenException", { message: "Forbidden" });

export const missingToken = gatewayAnswer(403, "MissingAuthenticationTokenException", {
  message: "Missing Authentication Token",
});

export const throttled = gatewayAnswer(429, "TooManyRequestsException", { message: "Too Many Requests" });

export const internalError = gatewayAnswer(500, "InternalServerErrorException", {
  message: "Internal server error",
});

/** Of a function that ends in an error. Source: "Handle Lambda errors in API Gateway" of its developer guide. */
export const badGateway = gatewayAnswer(502, "InternalServerErrorException", {
  message: "Internal server error",
});

export const plainHttp: Answer = { status: 400, headers: {}, body: undefined };

/** @param suffix The reason as AWS words it; none for an endpoint policy, of which AWS documents none. */
export function accessDenied(methodArn: string, suffix = ""): Answer {
  const masked = methodArn.replace(/:(\d{8})(\d{4}):/, ":********$2:");
  const says = `User: anonymous is not authorized to perform: execute-api:Invoke on resource: ${masked}`;
  return gatewayAnswer(403, "AccessDeniedException", { Message: suffix === "" ? says : `${says} ${suffix}` });
}

/** S3 says it in XML, in words that AWS does not promise. */
export const accessDeniedByS3: Answer = {
  status: 403,
  httpVersion: "1.1",
  headers: { "content-type": "application/xml" },
  body: undefined,
};

/** Header fields by name in lower case, as an answer has them. */
export function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
