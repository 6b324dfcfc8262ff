import { ec2Id, hash } from "./names";
import { regions } from "./regions";

/** A machine image of AWS's own, one a region. */
interface Image {
  readonly region: string;
  /** Last part of the public parameter that names it, for example `al2023-ami-kernel-default-arm64`. */
  readonly name: string;
  readonly architecture: string;
}

const architectures = ["arm64", "x86_64"];

/** The images that Amazon Linux 2023 is published as. Source: "Using Systems Manager public parameters", AL2023 guide. */
const flavours = ["al2023-ami-kernel-default", "al2023-ami-minimal-kernel-default"];

const images: ReadonlyMap<string, Image> = new Map(
  regions.flatMap((region) =>
    flavours.flatMap((flavour) =>
      architectures.map((architecture) => {
        const name = `${flavour}-${architecture}`;
        return [imageId(region, name), { region, name, architecture }] as const;
      }),
    ),
  ),
);

/** The id of the image that a public parameter of Amazon Linux names in a region; undefined where there is none. */
export function imageNamed(region: string, name: string): string | undefined {
  const id = imageId(region, name);
  return images.has(id) ? id : undefined;
}

/** What is known of an image; nothing of one that somebody has made. */
export function imageOf(id: string): Image | undefined {
  return images.get(id);
}

function imageId(region: string, name: string): string {
  return ec2Id("ami", hash("image", region, name));
}
