import Deployment
import Foundation
import Infra
import Processes
import ServerContract
import TestSupport
import Testing

@Suite("KubernetesExport")
struct KubernetesExportTests {
    private static func settings(
        _ name: String = "production", _ change: (inout DeploymentEnvironment) -> Void = { _ in }
    ) throws -> ExportSettings {
        var environment = DeploymentEnvironment(
            name: name, region: "eu-central-1", image: try ContainerImage("weir:1.2.0"))
        environment.account = "123456789012"
        change(&environment)
        return try ExportSettings(environment)
    }

    private static func export(
        _ name: String = "production", host: String? = "weir.example.org",
        _ change: (inout DeploymentEnvironment) -> Void = { _ in }
    ) throws -> YAMLDocuments {
        KubernetesExport(try settings(name, change), host: host).documents
    }

    private func object(_ documents: YAMLDocuments, _ kind: String) throws -> TemplateExpression {
        try #require(documents.documents.first { $0["kind"]?.literalText == kind }, "there is no \(kind)")
    }

    private func pod(_ object: TemplateExpression) -> TemplateExpression? { object["spec"]?["template"]?["spec"] }
    private func mainContainer(_ object: TemplateExpression) -> TemplateExpression? {
        pod(object)?["containers"]?.literalElements.first
    }
    private func settings(of object: TemplateExpression) -> [String: String] {
        Dictionary(
            (mainContainer(object)?["env"]?.literalElements ?? []).map {
                ($0["name"]?.literalText ?? "", $0["value"]?.literalText ?? "")
            },
            uniquingKeysWith: { first, _ in first })
    }

    @Test("The export has every object of the service, the Secret before its users")
    func kinds() throws {
        #expect(
            try Self.export().documents.map { $0["kind"]?.literalText } == [
                "ServiceAccount", "ExternalSecret", "Job", "Deployment", "Service", "HorizontalPodAutoscaler",
                "PodDisruptionBudget", "Ingress",
            ])
    }

    @Test("Size, image, processor and user come from the environment")
    func size() throws {
        let deployment = try object(
            try Self.export {
                $0.service.architecture = .arm64
                if let size = FargateSize(cpu: 1024, memory: 2048) { $0.service.size = size }
            }, "Deployment")
        let container = try #require(mainContainer(deployment))
        #expect(container["image"]?.literalText == "123456789012.dkr.ecr.eu-central-1.amazonaws.com/weir:1.2.0")
        #expect(container["resources"]?["requests"] == ["cpu": "1000m", "memory": "2048Mi"])
        #expect(container["resources"]?["limits"] == container["resources"]?["requests"])
        #expect(pod(deployment)?["nodeSelector"] == ["kubernetes.io/arch": "arm64"])
        #expect(pod(deployment)?["securityContext"]?["runAsUser"] == 10001)
        #expect(pod(deployment)?["securityContext"]?["runAsNonRoot"] == true)
    }

    @Test("Containers have a read-only root file system and no capability", arguments: ["Deployment", "Job"])
    func hardening(kind: String) throws {
        let container = try #require(mainContainer(try object(try Self.export(), kind)))
        #expect(
            container["securityContext"] == [
                "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": ["drop": ["ALL"]],
            ])
    }

    @Test("Liveness asks the process alone, readiness everything")
    func probes() throws {
        let container = try #require(mainContainer(try object(try Self.export(), "Deployment")))
        #expect(container["livenessProbe"]?["httpGet"]?["path"] == "/health/live")
        #expect(container["startupProbe"]?["httpGet"]?["path"] == "/health/live")
        #expect(container["readinessProbe"]?["httpGet"]?["path"] == "/health/ready")
    }

    @Test("The server may start with the exported variables", arguments: ["dev", "staging", "production"])
    func starts(name: String) throws {
        for access in AnonymousAccess.allCases {
            let variables = settings(of: try object(try Self.export(name) { $0.anonymous = access }, "Deployment"))
            let problems = ServerStartCheck(variables.mapValues { .text($0) }).problems
            #expect(problems.isEmpty, "\(problems)")
        }
    }

    @Test("The autoscaler has the environment's range and targets; a fixed number is a range of one")
    func scaling() throws {
        let scaled = try object(
            try Self.export {
                var scaling = ServiceScaling(3, to: 9)
                scaling.cpu = 55
                scaling.memory = 80
                $0.service.scaling = scaling
            }, "HorizontalPodAutoscaler")
        #expect(scaled["spec"]?["minReplicas"] == 3)
        #expect(scaled["spec"]?["maxReplicas"] == 9)
        let metrics = scaled["spec"]?["metrics"]?.literalElements
        let targets = metrics?.map { $0["resource"]?["target"]?["averageUtilization"] }
        #expect(targets == [55, 80])
        let fixed = try object(
            try Self.export {
                $0.service.scaling = nil
                $0.service.count = 4
            }, "HorizontalPodAutoscaler")
        #expect(fixed["spec"]?["minReplicas"] == 4)
        #expect(fixed["spec"]?["maxReplicas"] == 4)
    }

    @Test("Servers never migrate; the Job of the image's version does")
    func migration() throws {
        let documents = try Self.export()
        #expect(settings(of: try object(documents, "Deployment"))["MIGRATE"] == "never")
        let job = try object(documents, "Job")
        #expect(mainContainer(job)?["args"] == ["migrate"])
        #expect(job["metadata"]?["name"] == "weir-migrate-1-2-0")
        #expect(settings(of: job)["MIGRATE"] == nil)
    }

    @Test("Secrets are files, not variables")
    func secrets() throws {
        let documents = try Self.export()
        let variables = settings(of: try object(documents, "Deployment"))
        #expect(variables["DB_SECRET_FILE"] == "/run/secrets/weir/database.json")
        #expect(variables["WEIR_ADMIN_SECRET_FILE"] == "/run/secrets/weir/admin-key")
        #expect(variables["DB_PASSWORD"] == nil)
        let secret = try object(documents, "ExternalSecret")
        let keys = secret["spec"]?["data"]?.literalElements.map { $0["remoteRef"]?["key"]?.literalText }
        #expect(keys == ["weir/production/database", "weir/production/admin"])
    }

    /// The environment with two secrets for the server.
    private static func addSecrets(_ environment: inout DeploymentEnvironment) {
        environment.service.secrets = [
            "API_TOKEN": ContainerSecret("arn:aws:secretsmanager:eu-central-1:123456789012:secret:token-AbCdEf"),
            "SMTP_PASSWORD": ContainerSecret(
                "arn:aws:secretsmanager:eu-central-1:123456789012:secret:smtp-AbCdEf", field: "password"),
        ]
    }

    @Test("The secrets of service.secrets are variables of the server, from an ExternalSecret of their own")
    func variableSecrets() throws {
        let documents = try Self.export { Self.addSecrets(&$0) }
        let secrets = documents.documents.filter { $0["kind"]?.literalText == "ExternalSecret" }
        #expect(secrets.count == 2)
        #expect(secrets.last?["spec"]?["target"]?["name"]?.literalText == "weir-variables")
        let data = secrets.last?["spec"]?["data"]?.literalElements ?? []
        #expect(data.map { $0["secretKey"]?.literalText } == ["API_TOKEN", "SMTP_PASSWORD"])
        #expect(data.map { $0["remoteRef"]?["property"]?.literalText } == [nil, "password"])
        #expect(
            data.map { $0["remoteRef"]?["key"]?.literalText?.suffix(12) } == ["token-AbCdEf", ":smtp-AbCdEf"])
        let expectations: [(String, [String])] = [("Deployment", ["API_TOKEN", "SMTP_PASSWORD"]), ("Job", [])]
        for (kind, expected) in expectations {
            let variables = mainContainer(try object(documents, kind))?["env"]?.literalElements ?? []
            let references = variables.compactMap { $0["valueFrom"]?["secretKeyRef"] }
            #expect(references.map { $0["key"]?.literalText } == expected)
            #expect(references.allSatisfy { $0["name"]?.literalText == "weir-variables" })
        }
    }

    @Test("A single task has no disruption budget, which would block every drain of its node")
    func budget() throws {
        let documents = try Self.export("dev") {
            $0.service.count = 1
            $0.service.scaling = nil
        }
        #expect(!documents.documents.contains { $0["kind"]?.literalText == "PodDisruptionBudget" })
    }

    @Test("An Ingress has TLS for its host, and none without a host")
    func ingress() throws {
        let named = try object(try Self.export(), "Ingress")
        #expect(named["spec"]?["tls"]?.literalElements.first?["hosts"] == ["weir.example.org"])
        #expect(try object(try Self.export(host: nil), "Ingress")["spec"]?["tls"] == nil)
    }

    @Test("An image of the own registry needs the account")
    func account() {
        #expect(throws: (any Error).self) { try Self.settings { $0.account = nil } }
    }

    /// The shape of the custom resource, from the External Secrets Operator's definition `external-secrets.io_externalsecrets.yaml`,
    /// version `v1`.
    @Test("The ExternalSecret has the fields of its definition, and no others")
    func externalSecret() throws {
        let secret = try object(try Self.export(), "ExternalSecret")
        #expect(secret["apiVersion"] == "external-secrets.io/v1")
        let spec = try #require(secret["spec"])
        #expect(keys(spec) == ["data", "refreshInterval", "secretStoreRef", "target"])
        #expect(spec["secretStoreRef"].map(keys) == ["kind", "name"])
        #expect(["SecretStore", "ClusterSecretStore"].contains(spec["secretStoreRef"]?["kind"]?.literalText))
        #expect(["Owner", "Orphan", "Merge", "None"].contains(spec["target"]?["creationPolicy"]?.literalText))
        for entry in spec["data"]?.literalElements ?? [] {
            #expect(keys(entry) == ["remoteRef", "secretKey"])
            #expect(entry["remoteRef"].map(keys) == ["key"])
        }
    }

    private func keys(_ value: TemplateExpression) -> [String] {
        guard case .object(let members) = value else { return [] }
        return members.map(\.key).sorted()
    }

    @Test(
        "The objects are valid by the published schemas of Kubernetes",
        .enabled(if: PythonTool.kubernetesValidate.isExpected, PythonTool.kubernetesValidate.absence),
        arguments: ["dev", "staging", "production"])
    func schemas(name: String) async throws {
        for host in [nil, "weir.example.org"] {
            let documents = try Self.export(name, host: host, Self.addSecrets)
            let text = try documents.text()
            // Strict schemas refuse unknown fields.
            let script = """
                import sys, yaml, kubernetes_validate
                count = 0
                for document in yaml.safe_load_all(sys.stdin):
                    if document["apiVersion"].startswith("external-secrets.io/"):
                        continue
                    kubernetes_validate.validate(document, "1.37", strict=True)
                    count += 1
                print(count)
                """
            let output = try await PythonTool.kubernetesValidate.run(script, input: Data(text.utf8))
            let expected = documents.documents.count - 2
            #expect(String(decoding: output, as: UTF8.self) == "\(expected)\n")
        }
    }

    @Test(
        "The schemas refuse an unknown field, so the validation can fail",
        .enabled(if: PythonTool.kubernetesValidate.isExpected, PythonTool.kubernetesValidate.absence))
    func refusal() async throws {
        let script = """
            import kubernetes_validate
            try:
                kubernetes_validate.validate({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "a"}, "colour": 1}, "1.37", strict=True)
            except kubernetes_validate.ValidationError:
                print("refused")
            """
        #expect(String(decoding: try await PythonTool.kubernetesValidate.run(script), as: UTF8.self) == "refused\n")
    }
}
