internal import AWSClient

/// The preparation of a rollback: it reads the history and the facts, and makes the plan.
package struct RollbackPreparation: Sendable {
    private let context: EngineContext
    private let ledger: ReleaseLedger

    /// Creates a preparation.
    package init(context: EngineContext, ledger: ReleaseLedger) {
        self.context = context
        self.ledger = ledger
    }

    /// Plans a rollback.
    /// - Parameters:
    ///   - number: The release; nil for the newest one that can be restored.
    ///   - scope: The scope.
    ///   - acceptsSchema: `true` if the operator vouches for the schema.
    /// - Throws: ``EngineError`` of the code `refused` if there is nothing to return to.
    package func plan(
        to number: Int?, scope: RollbackScope, acceptsSchema: Bool = false
    ) async throws(EngineError) -> (plan: RollbackPlan, history: ReleaseHistory) {
        let history: ReleaseHistory
        do throws(LedgerError) {
            history = try await ledger.history(limit: 100)
        } catch {
            throw EngineError(error)
        }
        guard let number = number ?? history.rollbackTargets(limit: 1).first?.number else {
            throw EngineError(
                .refused, "no earlier release of \(ledger.environment) can be restored",
                advice: "`infra-cli releases \(ledger.environment)` lists the releases")
        }
        var facts = RollbackFacts()
        if let release = history.release(number) {
            let calls = context.calls
            let reader = RollbackFactsReader(context: context, ledger: ledger) { image in
                await RollbackFacts.Presence.ofImage(image, calls: calls)
            }
            facts = await reader.facts(for: history.origin(of: release), current: history.current)
        }
        facts.acceptsSchema = acceptsSchema
        return (RollbackPlan(to: number, scope: scope, history: history, facts: facts), history)
    }

    /// The planner of a rollback through the stacks.
    package func planner(of plan: RollbackPlan, base: ReleasePlan) async throws(EngineError) -> LedgerPlanner {
        guard plan.refusals.isEmpty, let target = plan.target else {
            throw EngineError(.refused, plan.refusals.joined(separator: "; "))
        }
        do throws(LedgerError) {
            return LedgerPlanner(base: base, target: target, stacks: try await ledger.plannedStacks(of: target))
        } catch {
            throw EngineError(error)
        }
    }
}

extension RollbackPlan {
    /// The plan in lines.
    package var lines: [String] {
        refusals.map { "refused: \($0)" } + warnings.map { "warning: \($0)" } + restored.map { "restores \($0)" }
            + notRestored.map { "leaves \($0)" }
    }
}
