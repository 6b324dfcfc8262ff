/** Where the page's program is kept on the instance. */
const programPath = "/opt/apilink/page.py";

/**
 * The web page of an instance, in Python's standard library: the instance's id, zone and private address, each asked of
 * the instance metadata service with a token. Without a token there is no page but a 503. What it was told once it keeps,
 * since none of it changes while the instance runs. Arguments: the port, and the metadata service's base URL.
 */
export const pageProgram = `import functools, html, sys, urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

METADATA = sys.argv[2] if len(sys.argv) > 2 else "http://169.254.169.254"
FACTS = {
    "Instance": "instance-id",
    "Zone": "placement/availability-zone",
    "Private address": "local-ipv4",
}
# A proxy must never see the token.
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def ask(method, path, headers):
    request = urllib.request.Request(METADATA + path, method=method, headers=headers)
    with DIRECT.open(request, timeout=2) as answer:
        return answer.read().decode()


@functools.lru_cache
def page():
    token = ask("PUT", "/latest/api/token", {"X-aws-ec2-metadata-token-ttl-seconds": "60"})
    sent = {"X-aws-ec2-metadata-token": token}
    facts = {label: ask("GET", "/latest/meta-data/" + path, sent) for label, path in FACTS.items()}
    rows = "".join(f"<dt>{label}</dt><dd>{html.escape(fact)}</dd>" for label, fact in facts.items())
    return f"<!doctype html><html lang=en><meta charset=utf-8><title>apilink</title><dl>{rows}</dl></html>"


class Page(BaseHTTPRequestHandler):
    server_version, sys_version, timeout = "apilink", "", 10

    def do_GET(self):
        try:
            status, text = 200, page()
        except OSError:
            status, text = 503, "The instance metadata service gave no answer."
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"text/{'html' if status == 200 else 'plain'}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


ThreadingHTTPServer(("", int(sys.argv[1])), Page).serve_forever()
`;

/** Started at each boot, as a user that owns nothing and may do nothing but listen on a low port. */
function unitOf(port: number): string {
  return `[Unit]
Description=The instance's web page
After=network-online.target
Wants=network-online.target

[Service]
ExecStart=/usr/bin/python3 ${programPath} ${port}
Restart=always
DynamicUser=yes
AmbientCapabilities=CAP_NET_BIND_SERVICE
CapabilityBoundingSet=CAP_NET_BIND_SERVICE
NoNewPrivileges=yes
ProtectHome=yes

[Install]
WantedBy=multi-user.target
`;
}

/**
 * The user data of an instance that serves its page on the given port. Nothing is installed, since an isolated subnet
 * reaches no package repository: Amazon Linux 2023 has Python and systemd.
 */
export function webPage(port: number): string {
  return `#!/bin/sh
set -eu
mkdir -p /opt/apilink
cat > ${programPath} <<'PAGE'
${pageProgram}PAGE
cat > /etc/systemd/system/apilink-page.service <<'UNIT'
${unitOf(port)}UNIT
systemctl daemon-reload
systemctl enable --now apilink-page.service
`;
}
