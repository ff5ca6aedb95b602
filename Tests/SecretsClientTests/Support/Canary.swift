/// A secret that no output may contain, and all ways to print a value.
enum Canary {
    static let text = "hunter2-CANARY-5f1c"

    /// Returns a value printed in all ways.
    static func printed(_ value: Any) -> String {
        var text = "\(value)\n" + String(describing: value) + "\n" + String(reflecting: value) + "\n"
        dump(value, to: &text)
        dump([value], to: &text)
        dump(["key": value], to: &text)
        text += children(of: value)
        return text
    }

    private static func children(of value: Any) -> String {
        Mirror(reflecting: value).children.map { "\($0.label ?? "") \($0.value) " + children(of: $0.value) }.joined()
    }
}
