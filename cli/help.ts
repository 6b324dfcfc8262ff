/** What stands below the options of each command: examples, and what the exit statuses mean. */
export const help = {
  apilink: `
In the project's folder, apilink is short for: npm run -s apilink --

check, curl and dig create nothing and ask no account: they run the program on
an embedded cloud, or read a state file, and follow each call through it.

  apilink check                          who can call what in dev, and why
  apilink check --stack prod --json      the same of prod, for programs
  apilink curl --from seoul URL          one call, as a workload of seoul sees it
  apilink dig --from seoul NAME          what a name resolves to there
  apilink cost                           what a month of it costs
  apilink up --stack dev --lab           a deployment without AWS
  apilink doctor --stack dev             what is really there, read from AWS

Exit status: 0 all as it should be, 1 something is not, 2 wrong usage or
topology.`,

  check: `
  apilink check
  apilink check --stack prod --without TYPE
  pulumi stack export --file prod.json && apilink check --state prod.json

Exit status: 0 all as it should be, 1 something is not, 2 wrong usage or
topology. docs/check.md explains every sign, outcome and rule.`,

  curl: `
  apilink curl --from seoul https://API.execute-api.REGION.amazonaws.com/v1
  apilink curl --from seoul/corporate -v -H 'x-api-key: <api-key:srv>' URL
  apilink curl --stack prod --from oregon -ki URL
  apilink curl --from seoul/corporate --resolve HOST:443:ADDRESS URL

<api-key:NAME> stands for the key of API NAME. A caller or an API that the dev
stack has not got is looked for in the project's other stack files, unless one
is named.

Exit status, as curl's: 0 answered, whatever the HTTP status; 6 no such host;
28 no connection; 60 certificate of another name. Besides: 1 the facts do not
decide it, 2 wrong usage or topology.`,

  deployments: `
  apilink preview --stack prod --summary changes.md
  apilink up --stack prod --lab
  apilink up --stack prod --json | jq -r .event
  apilink up --stack prod --recover      after a run that crashed

Ctrl-C lets what is under way finish; a second one drops it.

Exit status: 0 done, 1 failed or the check is red, 2 wrong usage, topology,
credentials or stack, and nothing was changed, 3 locked by another run,
130 interrupted. docs/deploy.md tells the rest.`,

  doctor: `
  apilink doctor --stack prod
  apilink doctor --stack dev --endpoint-url http://127.0.0.1:5000

Exit status: 0 all as it should be, 1 something is not, 2 wrong usage, topology
or credentials. docs/doctor.md tells what it reads, and what it may not do.`,

  cost: `
  apilink cost --stack prod --traffic-gb 500
  pulumi stack export --file prod.json && apilink cost --state prod.json

Exit status: 0 estimated; 2 wrong usage or topology. docs/cost.md tells what
the figures rest on.`,

  dig: `
  apilink dig --from seoul API.execute-api.REGION.amazonaws.com
  apilink dig --from internet -v API-VPCE.execute-api.REGION.amazonaws.com

Exit status: 0 answered, and NXDOMAIN is an answer; 1 the facts do not decide
it; 2 wrong usage or topology.`,
} as const;
