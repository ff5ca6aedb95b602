/// A named condition of a stack, for `TemplateValue.when` and `ResourceOptions.condition`.
public struct Condition: Sendable, Hashable {
    /// The reference to the condition.
    public let reference: TemplateReference

    /// The test of a condition.
    public struct Test: Sendable, Hashable {
        let expression: TemplateExpression

        /// `Fn::Equals`: the values are equal.
        public static func equal<Wrapped>(_ left: TemplateValue<Wrapped>, _ right: TemplateValue<Wrapped>) -> Test {
            Test(expression: .function("Fn::Equals", .list([left.expression, right.expression])))
        }

        /// `Fn::Not`: the test fails.
        public static func not(_ test: Test) -> Test {
            Test(expression: .function("Fn::Not", .list([test.expression])))
        }

        /// `Fn::And`: all of two to ten tests hold.
        public static func all(_ tests: [Test]) -> Test {
            Test(expression: .function("Fn::And", .list(tests.map(\.expression))))
        }

        /// `Fn::Or`: at least one of two to ten tests holds.
        public static func any(_ tests: [Test]) -> Test {
            Test(expression: .function("Fn::Or", .list(tests.map(\.expression))))
        }

        /// Another condition of the stack holds.
        public static func holds(_ condition: Condition) -> Test {
            Test(expression: .condition(condition.reference))
        }
    }
}

extension Scope {
    /// Adds a condition to the stack.
    public func condition(_ id: String, _ test: Condition.Test) -> Condition {
        let logicalID = logicalID(id)
        stack.insert(condition: test.expression, at: logicalID, path: path + [id])
        return Condition(reference: TemplateReference(.condition, stack: stack.name, name: logicalID.name))
    }
}
