import DeployEngine
import Foundation

extension Release {
    /// A release for tests: its image, template and task definition are those of its content.
    static func sample(
        _ number: Int, _ outcome: ReleaseOutcome = .succeeded, content: Int? = nil, kind: Kind = .deploy,
        restores: Int? = nil, schema: SchemaRecord? = nil, phases: [PhaseRecord] = []
    ) -> Release {
        let start = Date(timeIntervalSince1970: 1_893_456_000 + Double(number) * 3600)
        let content = content ?? number
        let isService = kind == .serviceRollback
        return Release(
            number: number, environment: "dev", kind: kind, nonce: "n\(number)", started: start,
            finished: outcome.isOpen ? nil : start.addingTimeInterval(600), author: .init(caller: "alice"),
            restores: restores,
            stacks: isService
                ? []
                : [
                    .init(role: .foundation, name: "weir-dev-foundation", templateDigest: "f"),
                    .init(role: .service, name: "weir-dev-service", templateDigest: "s\(content)"),
                ],
            image: .init(repository: "weir", digest: "sha256:\(content)", tag: "v\(content)", architecture: "arm64"),
            service: .init(
                cluster: "weir-dev", service: "weir-dev-service",
                taskDefinition: "arn:aws:ecs:eu-west-1:1:task-definition/weir:\(content)"),
            schema: schema, phases: phases, outcome: outcome)
    }
}
