extension Network {
    /// The availability zones of a network, by their letters in the region.
    ///
    ///     network.zones = 3            // the first three letters
    ///     network.zones = [.a, .c]     // for an account whose region has no zone b
    ///
    /// A zone's subnets have the zone's letter in their ids and a block of their own, so that adding a zone moves no subnet, and
    /// a zone that AWS adds to the account changes nothing.
    public struct Zones: Sendable, Hashable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral,
        CustomStringConvertible, TextReadable
    {
        /// The letter of a zone's name in its region.
        public enum Letter: String, Sendable, Hashable, CaseIterable, Comparable {
            /// Such as eu-central-1a.
            case a
            /// Such as eu-central-1b.
            case b
            /// Such as eu-central-1c.
            case c
            /// Such as eu-central-1d.
            case d

            /// Orders letters by the alphabet.
            public static func < (left: Letter, right: Letter) -> Bool { left.rawValue < right.rawValue }
        }

        /// A number, or letters.
        private let text: String

        /// Creates the first zones of a region.
        public init(integerLiteral count: Int) {
            self.init(count: count)
        }

        /// Creates the first zones of a region.
        public init(count: Int) {
            text = String(count)
        }

        /// Creates zones from their letters.
        public init(arrayLiteral letters: Letter...) {
            self.init(letters)
        }

        /// Creates zones from their letters.
        public init(_ letters: [Letter]) {
            text = letters.map(\.rawValue).joined()
        }

        /// The letters, sorted, each once; at most four.
        public var letters: [Letter] {
            if let count = Int(text: text) { return Array(Letter.allCases.prefix(count)) }
            return Set(text.compactMap { Letter(rawValue: String($0)) }).sorted()
        }

        /// The zones with letters instead of a number, for a region.
        ///
        /// Most regions begin with a, b and c. New accounts have no zone b in Tokyo and no zone c in Canada (Central). An
        /// account with other zones names their letters.
        public func resolved(in region: String) -> Zones {
            guard let count = Int(text: text) else { return self }
            let letters: [Letter] =
                switch region {
                case "ap-northeast-1": [.a, .c, .d]
                case "ca-central-1": [.a, .b, .d]
                default: [.a, .b, .c]
                }
            return letters.indices.contains(count - 1) ? Zones(Array(letters.prefix(count))) : self
        }

        /// The number or the letters as they were given.
        public var description: String { text }

        /// The valid values.
        static var valid: ValidValues<Zones> {
            ValidValues(form) { zones in
                (2...3).contains(zones.letters.count) && String(zones.letters.count) == zones.text
                    || (2...3).contains(zones.text.count) && zones.letters.map(\.rawValue).joined() == zones.text
            }
        }

        /// The text form.
        package static let form = "2, 3 or the letters of two or three zones, such as ac"

        /// Reads a number or letters; the property's rule decides.
        package init?(text: String) {
            self.text = text
        }
    }
}
