/// A length of time in whole seconds.
public struct Period: Sendable, Hashable, CustomStringConvertible {
    /// The number of seconds.
    public let seconds: Int

    /// A number of seconds.
    public static func seconds(_ count: Int) -> Period { Period(seconds: count) }
    /// A number of minutes.
    public static func minutes(_ count: Int) -> Period { Period(seconds: count.multiplied(by: 60)) }
    /// A number of hours.
    public static func hours(_ count: Int) -> Period { Period(seconds: count.multiplied(by: 3600)) }

    /// The number of seconds with the unit.
    public var description: String { "\(seconds) s" }
}

extension Int {
    /// The product, or the largest number on overflow, which no rule allows.
    fileprivate func multiplied(by other: Int) -> Int {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? Int.max : product
    }
}
