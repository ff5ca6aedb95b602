import Basics
import Foundation

/// A text that is planted in one place of a server and looked for in its outputs.
struct Canary: Sendable, Hashable, CustomStringConvertible {
    /// The kinds of planted texts.
    enum Kind: String, Sendable, CaseIterable {
        /// The secret of the administrator.
        case adminSecret
        /// The secret part of an API key.
        case apiKey
        /// The secret part of a link's token.
        case link
        /// The signature of a view token.
        case viewToken
        /// The claims and the signature of an identity provider's token.
        case token
        /// The signature of a load balancer's token.
        case balancerToken
        /// The value of a column that the reading key does not see.
        case hiddenColumn
        /// A value of a row outside of the reading key's filter.
        case foreignRow
        /// A value of a row in a body.
        case row
        /// A value of a filter.
        case filter
        /// A text in a header field, a parameter, a path or a method.
        case text
    }

    let kind: Kind
    let text: String
    /// The text as it is, percent-encoded, and as a part of base64.
    private let forms: [[UInt8]]

    init(_ kind: Kind, _ text: some StringProtocol) {
        self.kind = kind
        self.text = String(text)
        let bytes = Array(text.utf8)
        // A text in base64 begins at one of three places of a group; the groups that it shares with others are left out.
        let encoded = (0..<3).map { shift -> [UInt8] in
            let whole = Data(Array(repeating: 0, count: shift) + bytes).base64EncodedString()
            return Array(whole.utf8.prefix((shift + bytes.count) / 3 * 4).dropFirst(shift == 0 ? 0 : 4))
        }
        let escaped = Array(PercentEncoding.encode(String(text)).utf8)
        forms = [bytes] + (escaped == bytes ? [] : [escaped]) + encoded.filter { $0.count >= 12 }
    }

    var description: String { "\(kind.rawValue) \(text)" }

    /// Returns `true` if an output has the text in one of its forms.
    func isIn(_ output: [UInt8]) -> Bool {
        output.withUnsafeBytes { output in forms.contains { form in form.withUnsafeBytes { Self.find($0, in: output) } }
        }
    }

    private static func find(_ form: UnsafeRawBufferPointer, in output: UnsafeRawBufferPointer) -> Bool {
        // A capital is rarer in outputs than a small letter, so few places are compared.
        let anchor = form.firstIndex { (0x41...0x5A).contains($0) } ?? 0
        guard anchor < form.count, let text = form.baseAddress, let start = output.baseAddress else { return false }
        var place = anchor
        let end = output.count - (form.count - anchor) + 1
        while place < end, let found = memchr(start + place, Int32(form[anchor]), end - place) {
            let index = UnsafeRawPointer(found) - start
            if memcmp(start + (index - anchor), text, form.count) == 0 { return true }
            place = index + 1
        }
        return false
    }
}

extension Canary {
    /// Returns the sentences about canaries in outputs that may not have them.
    static func leaks(of canaries: [Canary], in outputs: [CanaryOutput]) -> [String] {
        outputs.flatMap { output in
            canaries.compactMap { canary in
                guard canary.isIn(output.bytes) else { return nil }
                let exception = CanaryException.all.first {
                    $0.kinds.contains(canary.kind) && $0.allows(canary, output)
                }
                guard exception == nil else { return nil }
                return "\(canary) is in \(output.place.rawValue) \(output.name)"
            }
        }
    }
}
