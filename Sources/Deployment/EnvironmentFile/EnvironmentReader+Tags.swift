import Infra

extension EnvironmentReader {
    /// Refuses a tag whose name differs only in capitals from another tag of the same resources. Tags of most services are
    /// compared with capitals; IAM refuses such a pair ("Tags for AWS Identity and Access Management resources"), in the middle
    /// of a deployment.
    func checkCapitals(of key: String, _ block: SettingsReader) {
        let others = ProductApp.standardTagNames + block.keys
        guard let other = others.first(where: { $0 != key && $0.lowercased() == key.lowercased() }) else { return }
        block.refuse(
            key,
            expected: "the name \"\(other)\" instead of \"\(key)\": IAM refuses two tags that differ in capitals only")
    }
}
