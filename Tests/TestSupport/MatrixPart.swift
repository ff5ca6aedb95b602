import Foundation

/// A part of the cases of a test that takes minutes with all of them.
package struct MatrixPart: Sendable {
    private let remainder: Int
    private let count: Int

    /// Creates a part: of `count` parts of about equal size the one with a number, from 0.
    package init(_ number: Int, of count: Int) {
        remainder = number
        self.count = count
    }

    /// The part that the variable `WEIR_MATRIX` asks for: `all` cases, or a part such as `2/5`. nil without the variable.
    package static let wanted: MatrixPart? = {
        guard let text = ProcessInfo.processInfo.environment["WEIR_MATRIX"] else { return nil }
        let numbers = text.split(separator: "/").compactMap { Int($0) }
        guard numbers.count == 2, numbers[1] > 0, (1...numbers[1]).contains(numbers[0]) else {
            return MatrixPart(0, of: 1)
        }
        return MatrixPart(numbers[0] - 1, of: numbers[1])
    }()

    /// Returns whether the case with a number, from 0, is in this part.
    package func has(_ number: Int) -> Bool { number % count == remainder }
}
