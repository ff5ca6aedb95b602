import AWSClient

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension PreflightReader {
    /// Reads the existence of the secrets, and the JSON keys of those of which a task reads one. No value is kept.
    func readSecrets(_ facts: inout PreflightFacts) async throws(EngineError) {
        let view = PreflightCheck(plan, needs: needs, facts: facts)
        let references = Set(needs.secrets.compactMap { view.text($0.value).flatMap(SecretReference.init) })
        for (id, group) in Dictionary(grouping: references, by: \.id).sorted(by: { $0.key < $1.key }) {
            let readsKeys = group.contains { $0.key != nil }
            let state = try await read("the secret \(id)", &facts) { () async throws(AWSError) in
                try await secret(id, readsKeys: readsKeys)
            }
            if let state { facts.secrets[id] = state }
        }
    }

    private func secret(_ id: String, readsKeys: Bool) async throws(AWSError) -> PreflightFacts.SecretState {
        do throws(AWSError) {
            let description = try await calls.call(SecretsManagerOperations.DescribeSecret(id: id))
            if description.deleted != nil { return .deleted }
        } catch  where error.code == "ResourceNotFoundException" {
            return .missing
        }
        guard readsKeys else { return .present(keys: nil) }
        do throws(AWSError) {
            let value = try await calls.call(SecretsManagerOperations.GetSecretValue(id: id)).text?.revealed ?? ""
            return .present(keys: Self.keys(of: value))
        } catch  where error.code == "ResourceNotFoundException" {
            // The secret exists without a value.
            return .present(keys: [])
        } catch  where error.isAccessDenied {
            return .present(keys: nil)
        }
    }

    /// The keys of a JSON object; empty for another value.
    static func keys(of value: String) -> Set<String> {
        guard let node = try? JSONDecoder().decode(TemplateNode.self, from: Data(value.utf8)) else { return [] }
        return Set(node.object.map { Array($0.keys) } ?? [])
    }
}
