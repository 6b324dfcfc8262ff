import { PolicyPack } from "@pulumi/policy";
import { policies } from "./policies";

new PolicyPack("apilink", {
  policies: policies(),
  // Pulumi's own configuration of policies sets another level, for all or for one: --policy-pack-config FILE.
  enforcementLevel: "mandatory",
});
