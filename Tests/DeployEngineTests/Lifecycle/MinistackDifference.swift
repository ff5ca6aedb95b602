/// The differences between ministack 1.5 and the cases. A case that is listed here must fail in ministack; so a difference that
/// disappears is noticed.
enum MinistackDifference {
    static let all: [String: String] = [:]
}
