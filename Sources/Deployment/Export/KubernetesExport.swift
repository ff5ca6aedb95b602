import Infra
import ServerContract

/// The Kubernetes objects that run an environment's service outside of ECS.
///
/// They take over the image, CPU and memory, number of tasks, health checks, variables and hardening. The database stays where
/// it is: an `ExternalSecret` of the External Secrets Operator copies its login and the administrator's key from AWS Secrets
/// Manager into a `Secret`, which the containers read as files, so a rotated password needs no restart. A second one copies the
/// secrets of `service.secrets`, which the server gets as variables.
package struct KubernetesExport: Sendable {
    /// The environment.
    package let settings: ExportSettings
    /// The host name of the Ingress; nil matches every name. Defaults to the environment's.
    package var host: String?
    /// The name of the `ClusterSecretStore` for AWS Secrets Manager.
    package var secretStore = "aws-secrets-manager"

    /// Creates an export.
    package init(_ settings: ExportSettings, host: String? = nil) {
        self.settings = settings
        self.host = host ?? settings.host
    }

    /// The folder of the mounted secrets.
    private static let secretFolder = "/run/secrets/weir"

    var name: String { settings.application }
    private var selector: TemplateExpression {
        ["app.kubernetes.io/name": .string(name), "app.kubernetes.io/instance": .string(instance)]
    }
    private var instance: String { "\(name)-\(settings.environment)" }

    /// The objects, in the order in which they can be applied.
    package var documents: YAMLDocuments {
        let objects = [
            serviceAccount, externalSecret, variableSecret, migrationJob, deployment, service, autoscaler,
            disruptionBudget, ingress,
        ]
        return YAMLDocuments(
            comment: [
                "\(name) \(settings.environment) for Kubernetes, made by infra-cli export kubernetes.",
                "",
                "It needs the External Secrets Operator with the ClusterSecretStore \(secretStore), a metrics server",
                "and an ingress controller. The store's secret \(databaseKey) is a JSON object with",
                "username, password, host, port and dbname; \(adminKey) is the administrator's key.",
                "Apply the Job first and wait for it: servers with MIGRATE=never are not ready before.",
            ], objects.compactMap { $0 })
    }

    var databaseKey: String { "\(name)/\(settings.environment)/database" }
    var adminKey: String { "\(name)/\(settings.environment)/admin" }

    func metadata(_ name: String, component: String) -> TemplateExpression {
        [
            "name": .string(name),
            "labels": [
                "app.kubernetes.io/name": .string(self.name), "app.kubernetes.io/instance": .string(instance),
                "app.kubernetes.io/version": .string(settings.version),
                "app.kubernetes.io/component": .string(component),
                "app.kubernetes.io/managed-by": "infra-cli",
            ],
        ]
    }

    private var serviceAccount: TemplateExpression {
        [
            "apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata(name, component: "server"),
            // The server does not call the API of Kubernetes.
            "automountServiceAccountToken": false,
        ]
    }

    // MARK: Containers

    private func variables(migrates: Bool) -> TemplateExpression {
        var variables: [(String, String)] = [("DB_SECRET_FILE", "\(Self.secretFolder)/database.json")]
        if !migrates {
            variables += [
                (ServerVariable.host.name, "0.0.0.0"), (ServerVariable.port.name, String(settings.port)),
                (ServerVariable.migrate.name, MigrationMode.never.rawValue),
                (ServerVariable.adminSecretFile.name, "\(Self.secretFolder)/admin-key"),
                // Endpoints leave the Service while the server still accepts connections.
                (ServerVariable.drainDelay.name, "10"), ("SQLITE_TMPDIR", "/tmp"),
            ]
            if settings.anonymous != .none {
                variables.append((ServerVariable.anonymous.name, settings.anonymous.rawValue))
            }
        }
        let literals = variables.sorted { $0.0 < $1.0 }.map { name, value -> TemplateExpression in
            ["name": .string(name), "value": .string(value)]
        }
        return .list(literals + (migrates ? [] : secretVariables))
    }

    private var resources: TemplateExpression {
        let size: TemplateExpression = [
            "cpu": .string("\(settings.service.size.cpu * 1000 / 1024)m"),
            "memory": .string("\(settings.service.size.memory)Mi"),
        ]
        return ["requests": size, "limits": size]
    }

    private func container(_ arguments: [String], migrates: Bool) -> [TemplateExpression.Member] {
        var members: [TemplateExpression.Member] = [
            .init("name", .string(migrates ? "migrate" : "server")), .init("image", .string(settings.image)),
            .init("imagePullPolicy", "IfNotPresent"),
        ]
        if !arguments.isEmpty { members.append(.init("args", .list(arguments.map { .string($0) }))) }
        members += [
            .init("env", variables(migrates: migrates)), .init("resources", resources),
            .init(
                "securityContext",
                [
                    "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true,
                    "capabilities": ["drop": ["ALL"]],
                ]),
            .init(
                "volumeMounts",
                [
                    ["name": "secrets", "mountPath": .string(Self.secretFolder), "readOnly": true],
                    ["name": "temporary", "mountPath": "/tmp"],
                ]),
        ]
        return members
    }

    private func podSpec(_ container: [TemplateExpression.Member], extra: [TemplateExpression.Member])
        -> TemplateExpression
    {
        .object(
            [
                .init("serviceAccountName", .string(name)), .init("automountServiceAccountToken", false),
                .init("nodeSelector", ["kubernetes.io/arch": .string(settings.platform)]),
                .init(
                    "securityContext",
                    [
                        "runAsNonRoot": true, "runAsUser": .integer(settings.user.id),
                        "runAsGroup": .integer(settings.user.group), "fsGroup": .integer(settings.user.group),
                        "seccompProfile": ["type": "RuntimeDefault"],
                    ]),
            ] + extra + [
                .init("containers", [.object(container)]),
                .init(
                    "volumes",
                    [
                        ["name": "secrets", "secret": ["secretName": .string(name), "defaultMode": 0o440]],
                        // Spooled uploads and answers of slow clients.
                        ["name": "temporary", "emptyDir": ["sizeLimit": "10Gi"]],
                    ]),
            ])
    }

    private var migrationJob: TemplateExpression {
        let spec = podSpec(
            container(["migrate"], migrates: true), extra: [.init("restartPolicy", "Never")])
        return [
            // A Job's template cannot change, so each version of the image has a Job of its own.
            "apiVersion": "batch/v1", "kind": "Job",
            "metadata": metadata("\(name)-migrate-\(settings.versionInNames)", component: "migration"),
            "spec": [
                "backoffLimit": 2, "activeDeadlineSeconds": 3600, "ttlSecondsAfterFinished": 86_400,
                "template": ["metadata": labels("migration"), "spec": spec],
            ],
        ]
    }

    private func labels(_ component: String) -> TemplateExpression {
        [
            "labels": [
                "app.kubernetes.io/name": .string(name), "app.kubernetes.io/instance": .string(instance),
                "app.kubernetes.io/component": .string(component),
            ]
        ]
    }

    private func probe(_ path: String, _ numbers: [(String, Int)]) -> TemplateExpression {
        .object(
            [.init("httpGet", ["path": .string(path), "port": "http"])]
                + numbers.map { .init($0.0, .integer($0.1)) })
    }

    private var deployment: TemplateExpression {
        let server =
            container([], migrates: false) + [
                .init("ports", [["name": "http", "containerPort": .integer(settings.port), "protocol": "TCP"]]),
                // Two minutes to open the store.
                .init("startupProbe", probe(HealthPath.live.path, [("periodSeconds", 2), ("failureThreshold", 60)])),
                .init(
                    "livenessProbe",
                    probe(
                        HealthPath.live.path, [("periodSeconds", 10), ("timeoutSeconds", 5), ("failureThreshold", 3)])),
                .init(
                    "readinessProbe",
                    probe(
                        HealthPath.ready.path, [("periodSeconds", 5), ("timeoutSeconds", 5), ("failureThreshold", 2)])),
            ]
        let spread: TemplateExpression = [
            [
                "maxSkew": 1, "topologyKey": "topology.kubernetes.io/zone", "whenUnsatisfiable": "ScheduleAnyway",
                "labelSelector": ["matchLabels": serverLabels],
            ]
        ]
        let spec = podSpec(
            server,
            extra: [
                .init("terminationGracePeriodSeconds", .integer(settings.service.stopTimeout.seconds)),
                .init("topologySpreadConstraints", spread),
            ])
        // The autoscaler owns the number of replicas.
        return [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata(name, component: "server"),
            "spec": [
                "selector": ["matchLabels": serverLabels],
                "strategy": ["type": "RollingUpdate", "rollingUpdate": ["maxUnavailable": 0, "maxSurge": 1]],
                "template": ["metadata": labels("server"), "spec": spec],
            ],
        ]
    }

    private var serverLabels: TemplateExpression {
        [
            "app.kubernetes.io/name": .string(name), "app.kubernetes.io/instance": .string(instance),
            "app.kubernetes.io/component": "server",
        ]
    }

    // MARK: Traffic and scaling

    private var service: TemplateExpression {
        [
            "apiVersion": "v1", "kind": "Service", "metadata": metadata(name, component: "server"),
            "spec": [
                "type": "ClusterIP", "selector": serverLabels,
                "ports": [["name": "http", "port": 80, "targetPort": "http", "protocol": "TCP"]],
            ],
        ]
    }

    private var autoscaler: TemplateExpression {
        let range = ScalingRange(settings.service)
        return [
            "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler",
            "metadata": metadata(name, component: "server"),
            "spec": [
                "scaleTargetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": .string(name)],
                "minReplicas": .integer(range.least), "maxReplicas": .integer(range.greatest),
                "metrics": .list(
                    range.targets.map { resource, percent in
                        [
                            "type": "Resource",
                            "resource": [
                                "name": .string(resource),
                                "target": ["type": "Utilization", "averageUtilization": .integer(percent)],
                            ],
                        ]
                    }),
            ],
        ]
    }

    private var disruptionBudget: TemplateExpression? {
        // A budget for a single pod would block every drain of its node.
        guard ScalingRange(settings.service).least > 1 else { return nil }
        return [
            "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": metadata(name, component: "server"),
            "spec": ["maxUnavailable": 1, "selector": ["matchLabels": serverLabels]],
        ]
    }

    private var ingress: TemplateExpression {
        let paths: TemplateExpression = [
            "paths": [
                [
                    "path": "/", "pathType": "Prefix",
                    "backend": ["service": ["name": .string(name), "port": ["name": "http"]]],
                ]
            ]
        ]
        var spec: [TemplateExpression.Member] = []
        if let host {
            spec.append(.init("tls", [["hosts": [.string(host)], "secretName": .string("\(name)-tls")]]))
            spec.append(.init("rules", [["host": .string(host), "http": paths]]))
        } else {
            spec.append(.init("rules", [["http": paths]]))
        }
        return [
            "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": metadata(name, component: "server"),
            "spec": .object(spec),
        ]
    }
}

/// The number of tasks and the load that changes it.
struct ScalingRange: Sendable {
    /// The least number of tasks.
    let least: Int
    /// The greatest number of tasks.
    let greatest: Int
    /// The wanted load in percent, by resource.
    let targets: [(resource: String, percent: Int)]

    /// Reads a service's settings. Without scaling, the number of tasks is fixed.
    init(_ service: ContainerService) {
        guard let scaling = service.scaling else {
            least = service.count
            greatest = service.count
            targets = [("cpu", 70)]
            return
        }
        least = scaling.minimum
        greatest = scaling.maximum
        let known = [("cpu", scaling.cpu), ("memory", scaling.memory)].compactMap { name, percent in
            percent.map { (resource: name, percent: $0) }
        }
        // Kubernetes knows the requests of an Ingress only with a metrics adapter.
        targets = known.isEmpty ? [("cpu", 70)] : known
    }
}
