import { Server, ServerCredentials, type sendUnaryData, type ServerUnaryCall } from "@grpc/grpc-js";
import * as pulumi from "@pulumi/pulumi";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

/** Runs as under an engine that takes messages and nothing else, with what it was told. */
export async function engine<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly messages: readonly string[] }> {
  const messages: string[] = [];
  const server = new Server();
  server.addService(EngineService, {
    log({ request }: ServerUnaryCall<LogRequest, Empty>, done: sendUnaryData<Empty>): void {
      messages.push(request.getMessage());
      done(null, new Empty());
    },
  });
  const port = await new Promise<number>((bound, failed) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, found) => {
      if (error === null) bound(found);
      else failed(error);
    });
  });
  // Without a bound of what runs at once: it would stay in force.
  const connect = (address: string): void => {
    pulumi.runtime.resetOptions("apilink", "test", -1, address, "", false, "");
  };
  connect(`127.0.0.1:${port}`);
  try {
    return { result: await work(), messages };
  } finally {
    connect("");
    server.forceShutdown();
  }
}
