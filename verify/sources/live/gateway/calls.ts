/** All that reading API Gateway takes: its actions are named after the methods of HTTP. */
export const gatewayRead = ["apigateway:GET"] as const;

/** Items a page. Source: `limit` of the Get operations, Amazon API Gateway API Reference. */
export const mostAPage = 500;
