/// The calls at which faults are injected.
package struct FaultPlan: Sendable {
    /// Returns the fault of a call; nil for none.
    package var fault: @Sendable (FaultyTransport.Call) -> InjectedFault?

    /// Creates a plan from a closure.
    package init(_ fault: @escaping @Sendable (FaultyTransport.Call) -> InjectedFault?) { self.fault = fault }

    /// No fault.
    package static let none = FaultPlan { _ in nil }

    /// A fault at the n-th call of a run.
    /// - Parameters:
    ///   - number: The call's number, from 1.
    ///   - repeats: The number of consecutive calls; more than the client's attempts outlast its retries.
    package static func fault(_ fault: InjectedFault, at number: Int, repeats: Int = 1) -> FaultPlan {
        FaultPlan { number <= $0.number && $0.number < number + repeats ? fault : nil }
    }

    /// A fault at calls of an operation.
    /// - Parameters:
    ///   - operation: The service and the operation, such as `ecs:DescribeServices`.
    ///   - times: The positions among the operation's calls, from 1; nil for all.
    package static func fault(
        _ fault: InjectedFault, of operation: String, times: ClosedRange<Int>? = nil
    ) -> FaultPlan {
        FaultPlan { call in
            call.name == operation && (times?.contains(call.occurrence) ?? true) ? fault : nil
        }
    }

    /// The faults of this plan, and otherwise those of another.
    package func or(_ other: FaultPlan) -> FaultPlan { FaultPlan { [fault] in fault($0) ?? other.fault($0) } }
}

/// A case of a matrix of faults: one fault at one call of a run.
package struct FaultCase: Sendable, Hashable, CustomStringConvertible {
    /// The call in the run without faults.
    package var call: FaultyTransport.Call
    /// The fault.
    package var fault: InjectedFault
    /// The number of consecutive calls.
    package var repeats: Int

    /// The plan of the case.
    package var plan: FaultPlan { .fault(fault, at: call.number, repeats: repeats) }
    /// The call and the fault.
    package var description: String {
        "\(fault) at call \(call.number), \(call.name) (\(call.occurrence))" + (repeats > 1 ? ", \(repeats) times" : "")
    }

    /// Returns each fault at each call of a run.
    /// - Parameters:
    ///   - calls: The calls of the run without faults.
    ///   - faults: The faults; all of them by default.
    ///   - repeats: The number of consecutive calls of faults that the client retries.
    package static func matrix(
        calls: [FaultyTransport.Call], faults: [InjectedFault] = InjectedFault.allCases, repeats: Int = 1
    ) -> [FaultCase] {
        calls.flatMap { call in
            faults.map { FaultCase(call: call, fault: $0, repeats: $0.isPermanent ? 1 : repeats) }
        }
    }
}
