import { nothingToMake, type Provisions } from "./types";

/** VPCs and what is in them. */
export const networkProvisions: Provisions = {
  "aws:ec2/vpc:Vpc": nothingToMake,
};
