import Diagnostics
import HTTPTypes

/// The preferences of a request about the time of its answer: `respond-async` and `wait` (RFC 7240, sections 4.1 and 4.3).
struct JobPreference: Sendable, Hashable {
    private static let name = "respond-async"
    /// The longest wait for an answer, in seconds. Load balancers close connections that are silent for a minute.
    static let longestWait = 30

    /// `true` if the client prefers a job to a late answer.
    var isAsynchronous: Bool
    /// The seconds that the client waits for the answer, at most ``longestWait``; `nil` if it states none.
    let seconds: Int?

    /// The time that the client waits for the answer; `nil` if it states none.
    var wait: Duration? { seconds.map { .seconds($0) } }

    /// The value of `Preference-Applied`; `nil` if no preference applies.
    var applied: String? {
        let parts = [isAsynchronous ? Self.name : nil, seconds.map { "wait=\($0)" }].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    /// Reads the preferences of a request. Others are ignored, as RFC 7240 requires of unknown ones.
    ///
    /// - Parameter waits: `true` if `wait` has an effect without `respond-async`.
    /// - Throws: ``APIError`` for a preference that would have no effect because of its spelling.
    // Inlined into an asynchronous function, this can end the compiler of Swift 6.3 in a release build.
    @inline(never)
    init(_ headers: HTTPFields, waits: Bool = false) throws(APIError) {
        var isAsynchronous = false
        var wait: (value: String, text: Substring)?
        for text in headers.preferences {
            let parts = text.split(separator: ";", omittingEmptySubsequences: false)
            let (first, value) = HTTPFields.parts(parts.first ?? "")
            for part in parts.dropFirst() {
                let (name, _) = HTTPFields.parts(part)
                guard name == Self.name || (first == Self.name && name == "wait") else { continue }
                throw Self.fault(part, "which follows a semicolon; separate preferences by commas")
            }
            switch first {
            case Self.name: isAsynchronous = true
            case "wait": wait = wait ?? (value, text)
            default:
                var search = NearestNameSearch()
                let plain = first.replacing("_", with: "-")
                guard search.match(plain, among: [Self.name], within: 2) != nil else { continue }
                throw Self.fault(text, "which is no preference; did you mean \"\(Self.name)\"?")
            }
        }
        self.isAsynchronous = isAsynchronous
        guard let wait, isAsynchronous || waits else {
            seconds = nil
            return
        }
        guard !wait.value.isEmpty, wait.value.utf8.count <= 9,
            wait.value.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int(wait.value)
        else { throw Self.fault(wait.text, "expected wait=SECONDS, such as wait=10") }
        seconds = min(number, Self.longestWait)
    }

    private static func fault(_ text: Substring, _ remedy: String) -> APIError {
        let sent = String(text).trimmed
        return APIError(.invalidHeader, "Prefer: got \(sent.quotedForMessage), \(remedy)")
    }
}

extension String {
    /// The text without spaces at its ends.
    fileprivate var trimmed: String {
        var text = Substring(self)
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
