export { ApiLogRole, type ApiLogRoleArgs } from "./apiLogRole";
export { ApiStage, type ApiStageArgs, type MappedDomain } from "./apiStage";
export { CorporateLink, type CorporateLinkArgs, type CorporateRange } from "./corporateLink";
export {
  CrossAccountPolicy,
  type CrossAccountPolicyArgs,
  type Grant,
  type PolicyApi,
  type PolicyEndpoint,
} from "./crossAccountPolicy";
export { EncryptionKey, type EncryptionKeyArgs } from "./encryptionKey";
export { EndpointService, type EndpointServiceArgs } from "./endpointService";
export { ExecuteApiEndpoint, type ExecuteApiEndpointArgs } from "./executeApiEndpoint";
export { FlowLogs, type FlowLogsArgs } from "./flowLogs";
export { GatewayEndpoint, type GatewayEndpointArgs } from "./gatewayEndpoint";
export { HandlerFunction, type HandlerFunctionArgs, type HandlerVpc } from "./handlerFunction";
export { HandlerRole, type ExecutionRole, type HandlerRoleArgs } from "./handlerRole";
export { InterfaceEndpoint, type InterfaceEndpointArgs } from "./interfaceEndpoint";
export { InventoryBackend, type InventoryBackendArgs } from "./inventoryBackend";
export { InventoryCollector, type InventoryCollectorArgs } from "./inventoryCollector";
export { InventoryReader, type InventoryReaderArgs } from "./inventoryReader";
export { LinkCanary, type LinkCanaryArgs } from "./linkCanary";
export { Network, type NetworkArgs } from "./network";
export { NlbFront, type NlbFrontArgs } from "./nlbFront";
export { PeeringLink, type PeeringLinkArgs, type PeeringSide } from "./peeringLink";
export type { Placement } from "./placement";
export { PrivateApi, type ApiAccess, type PrivateApiArgs } from "./privateApi";
export {
  PrivateDomain,
  type DomainCaller,
  type DomainEndpoint,
  type PrivateDomainArgs,
} from "./privateDomain";
export type { ProxyBackend } from "./proxyBackend";
export { PublicNetwork } from "./publicNetwork";
export type { PolicyStatement } from "./roleStatements";
export { ServiceConsumer, type Acceptance, type ServiceConsumerArgs } from "./serviceConsumer";
export type { Tags } from "./tags";
export type { VpcOutputs } from "./vpcOutputs";
export type { Zones } from "./zoneCount";
