/**
 * The server as a service of systemd: under a user of its own, who may write to its state directory and nowhere else.
 */
export const UNIT_FILE = 'vignette.service'
export const SETTINGS_FILE = 'vignette.env'

/** What systemd makes for `StateDirectory=vignette`. */
const STATE_DIRECTORY = '/var/lib/vignette'

type Places = Readonly<{ executable: string; settings: string; data_dir: string }>

export const UNIT_PLACES: Places = {
  executable: '/usr/local/bin/vignette',
  settings: `/etc/vignette/${SETTINGS_FILE}`,
  data_dir: STATE_DIRECTORY,
}

const STATE = `StateDirectory=vignette
StateDirectoryMode=0700`

export const unitText = ({ executable, settings, data_dir }: Places): string => `[Unit]
Description=Vignette, an OpenID Connect server
Wants=network-online.target
After=network-online.target

[Service]
Type=exec
# Once: useradd --system --home-dir ${STATE_DIRECTORY} --shell /usr/sbin/nologin vignette
User=vignette
EnvironmentFile=${settings}
ExecStart=${executable} serve
Restart=on-failure
RestartSec=2
# A stop answers what is in flight, for half a minute at most.
TimeoutStopSec=45
${data_dir === STATE_DIRECTORY ? STATE : `ReadWritePaths=${data_dir}`}
UMask=0077

NoNewPrivileges=yes
# To listen on port 443 without a proxy, both: CAP_NET_BIND_SERVICE
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectHome=yes
ProtectProc=invisible
ProtectClock=yes
ProtectHostname=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
PrivateDevices=yes
PrivateTmp=yes
LockPersonality=yes
RemoveIPC=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM
# Not MemoryDenyWriteExecute: V8 writes the machine code that it runs.

[Install]
WantedBy=multi-user.target
`
