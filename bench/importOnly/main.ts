import "@pulumi/aws";
