internal import Basics

/// The names of an account: its ARNs, its registry and generated ids.
package struct FakeAccountNames: Sendable, Hashable {
    /// The account's number.
    package var account: String
    /// The region.
    package var region: String

    /// Creates the names of an account.
    package init(account: String = "123456789012", region: String = "eu-central-1") {
        self.account = account
        self.region = region
    }

    /// Returns an ARN of the region.
    package func arn(_ service: String, _ resource: String) -> String {
        "arn:aws:\(service):\(region):\(account):\(resource)"
    }

    /// The host of the account's image registry.
    package var registry: String { "\(account).dkr.ecr.\(region).amazonaws.com" }

    /// Returns 16 hexadecimal digits that depend only on a name and a number.
    static func hexadecimal(_ name: String, _ number: Int) -> String {
        var hash = FNV1a()
        hash.update("\(name)/\(number)".utf8)
        // Mix, because neighbouring numbers have similar hashes.
        var value = hash.value
        value = (value ^ (value >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        value = (value ^ (value >> 33)) &* 0xC4CE_B9FE_1A85_EC53
        value ^= value >> 33
        return String(hexadecimal: value)
    }

    /// Returns an image digest that depends only on a text.
    package static func digest(of text: String) -> String {
        "sha256:" + (0..<4).map { hexadecimal(text, $0) }.joined()
    }
}
