/**
 * Imported before the AWS SDK, which warns on Node.js 20 as soon as a client is made, in nine lines. Its advice on versions is for
 * whoever chooses the SDK's version.
 */
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
