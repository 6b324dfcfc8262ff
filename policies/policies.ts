import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { encryptedLogs } from "./rules/encryptedLogs";
import { endpointFullAccess } from "./rules/endpointFullAccess";
import { endpointHttpsOnly } from "./rules/endpointHttpsOnly";
import { endpointPolicyMissing } from "./rules/endpointPolicyMissing";
import { imdsv2 } from "./rules/imdsv2";
import { noNotPrincipal } from "./rules/noNotPrincipal";
import { peeringComplete } from "./rules/peeringComplete";
import { privateApiEndpoint } from "./rules/privateApiEndpoint";
import { privateDnsCapture } from "./rules/privateDnsCapture";
import { privateDnsSuspected } from "./rules/privateDnsSuspected";
import { topologyWorks } from "./rules/topologyWorks";

/** Every rule, for a pack of one's own to pick from. Those that keep what they see of a run are made anew for each pack. */
export function policies(): (ResourceValidationPolicy | StackValidationPolicy)[] {
  return [
    privateApiEndpoint,
    endpointFullAccess,
    endpointPolicyMissing(),
    privateDnsCapture,
    privateDnsSuspected,
    endpointHttpsOnly,
    encryptedLogs,
    noNotPrincipal,
    peeringComplete,
    imdsv2,
    topologyWorks(),
  ];
}

export {
  encryptedLogs,
  endpointFullAccess,
  endpointHttpsOnly,
  endpointPolicyMissing,
  imdsv2,
  noNotPrincipal,
  peeringComplete,
  privateApiEndpoint,
  privateDnsCapture,
  privateDnsSuspected,
  topologyWorks,
};
