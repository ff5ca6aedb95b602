import HTTPTypes

extension HTTPField.Name {
    // Both are valid tokens, so the initializer cannot return nil.
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    static let idempotencyReplayed = HTTPField.Name("Idempotency-Replayed")!
}
