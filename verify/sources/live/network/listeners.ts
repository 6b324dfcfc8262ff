import {
  ElasticLoadBalancingV2Client,
  paginateDescribeListeners,
  type Action,
  type Listener,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Mapping } from "../../../../stacks/mapping";
import { types } from "../../../model/types";
import type { Reader } from "../types";
import { outputsFrom, regional, type Fields } from "./fields";
import { balancingTags } from "./loadBalancers";
import { everyItem } from "./pages";

const fields: Fields<Listener> = {
  arn: "ListenerArn",
  loadBalancerArn: "LoadBalancerArn",
  port: "Port",
  protocol: "Protocol",
  certificateArn: ({ Certificates }) => Certificates?.[0]?.CertificateArn,
  defaultActions: ({ DefaultActions }) => (DefaultActions ?? []).map(actionOf),
};

/** The listeners of the load balancers that were found. AWS lists them one load balancer at a time. */
export const listenerReader: Reader = {
  permissions: ["elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeTags"],
  types: [types.listener],
  phase: 3,
  read: async (context) => {
    const client = context.client(ElasticLoadBalancingV2Client);
    const found = await Promise.all(
      context
        .found(types.loadBalancer)
        .map(({ id: LoadBalancerArn }) =>
          everyItem(paginateDescribeListeners({ client }, { LoadBalancerArn }), ({ Listeners }) => Listeners),
        ),
    );
    const listeners = found.flat();
    const arns = listeners.map(({ ListenerArn = "" }) => ListenerArn);
    const tags = await balancingTags(context, arns);
    return listeners.map((listener) => {
      const { ListenerArn = "" } = listener;
      return regional(
        context,
        types.listener,
        ListenerArn,
        outputsFrom(listener, fields),
        tags.get(ListenerArn) ?? {},
      );
    });
  },
};

/** AWS names a single target group twice, and the provider once. */
function actionOf({ Type, TargetGroupArn, ForwardConfig }: Action): Mapping {
  const groups = (ForwardConfig?.TargetGroups ?? []).map((group) => ({
    arn: group.TargetGroupArn,
    weight: group.Weight,
  }));
  const [only, ...more] = groups;
  if (more.length > 0) return { type: Type, forward: { targetGroups: groups } };
  return { type: Type, targetGroupArn: TargetGroupArn ?? only?.arn };
}
