extension BinaryInteger {
    /// Returns the number with a noun, such as `1 row` or `2 rows`.
    ///
    /// - Parameters:
    ///   - noun: The noun in the singular.
    ///   - plural: The plural; `nil` for the noun with an `s`.
    package func counted(_ noun: String, _ plural: String? = nil) -> String {
        "\(self) \(self == 1 ? noun : plural ?? noun + "s")"
    }
}
