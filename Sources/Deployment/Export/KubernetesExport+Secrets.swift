import Infra

extension KubernetesExport {
    /// The login of the database and the administrator's key, as files.
    var externalSecret: TemplateExpression {
        externalSecret(
            name,
            [
                ["secretKey": "database.json", "remoteRef": ["key": .string(databaseKey)]],
                ["secretKey": "admin-key", "remoteRef": ["key": .string(adminKey)]],
            ])
    }

    /// The secrets of `service.secrets`, as variables; nil if there are none.
    var variableSecret: TemplateExpression? {
        guard !settings.service.secrets.isEmpty else { return nil }
        return externalSecret(
            variableSecretName,
            settings.service.secrets.sorted { $0.key < $1.key }.map { variable, secret in
                // The provider for AWS takes an ARN as key, and a field of a JSON document as property.
                var reference: [TemplateExpression.Member] = [.init("key", secret.arn.value.expression)]
                if let field = secret.field { reference.append(.init("property", .string(field))) }
                return ["secretKey": .string(variable), "remoteRef": .object(reference)]
            })
    }

    /// The variables that the server gets from the secrets of `service.secrets`.
    var secretVariables: [TemplateExpression] {
        settings.service.secrets.keys.sorted().map { variable in
            [
                "name": .string(variable),
                "valueFrom": ["secretKeyRef": ["name": .string(variableSecretName), "key": .string(variable)]],
            ]
        }
    }

    private var variableSecretName: String { "\(name)-variables" }

    private func externalSecret(_ name: String, _ data: [TemplateExpression]) -> TemplateExpression {
        // The shape of "ExternalSecret" in the External Secrets Operator's API reference, version v1.
        [
            "apiVersion": "external-secrets.io/v1", "kind": "ExternalSecret",
            "metadata": metadata(name, component: "secrets"),
            "spec": [
                "refreshInterval": "1h",
                "secretStoreRef": ["name": .string(secretStore), "kind": "ClusterSecretStore"],
                "target": ["name": .string(name), "creationPolicy": "Owner"],
                "data": .list(data),
            ],
        ]
    }
}
