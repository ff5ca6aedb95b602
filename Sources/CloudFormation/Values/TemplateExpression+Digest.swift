internal import Basics

extension TemplateExpression {
    /// A digest of the expression's JSON in 16 hexadecimal digits, the same for equal expressions in every run. It detects
    /// changes and does not resist deliberate collisions.
    public var digest: String {
        var hash = FNV1a()
        hash.update(compactJSON.utf8)
        return hash.hexadecimal
    }
}
