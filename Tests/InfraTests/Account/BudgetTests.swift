import Infra
import InfraTesting
import Testing

@Suite("Budget")
struct BudgetTests {
    private func budget(_ change: (inout Budget) -> Void = { _ in }) -> Budget {
        var budget = Budget(monthly: 200)
        budget.emails = ["ops@example.com"]
        change(&budget)
        return budget
    }

    private func alerts(_ template: Template) -> [String] {
        guard case .list(let alerts)? = template.property("Budget", "NotificationsWithSubscribers") else { return [] }
        return alerts.map { alert in
            let notification = alert["Notification"]
            let words = ["NotificationType", "ComparisonOperator", "Threshold", "ThresholdType"].compactMap {
                notification?[$0]?.compactJSON
            }
            return words.joined(separator: " ")
        }
    }

    @Test("A budget alerts at 80 and 100 percent of the limit, and when the forecast exceeds it")
    func defaults() throws {
        let template = try TestStack.template { $0.add("Budget", budget()) }
        #expect(
            template.mismatch(
                "Budget", type: "AWS::Budgets::Budget",
                with: [
                    "Budget": [
                        "BudgetType": "COST", "TimeUnit": "MONTHLY", "BudgetLimit": ["Amount": 200.0, "Unit": "USD"],
                    ]
                ]) == nil)
        #expect(
            alerts(template) == [
                #""ACTUAL" "GREATER_THAN" 80 "PERCENTAGE""#, #""ACTUAL" "GREATER_THAN" 100 "PERCENTAGE""#,
                #""FORECASTED" "GREATER_THAN" 100 "PERCENTAGE""#,
            ])
        #expect(
            template.property("Budget", "NotificationsWithSubscribers/0/Subscribers") == [
                ["Address": "ops@example.com", "SubscriptionType": "EMAIL"]
            ])
        #expect(template.property("Budget", "Budget/CostFilters") == nil)
    }

    @Test("Each property of a budget changes it")
    func properties() throws {
        let template = try TestStack.template {
            $0.add(
                "Budget",
                budget {
                    $0.monthly = 1
                    $0.emails = []
                    $0.topic = "arn:aws:sns:eu-central-1:123456789012:alerts"
                    $0.actual = [50]
                    $0.forecast = []
                    $0.tags = ["Environment": "dev", "Application": "weir"]
                })
        }
        #expect(template.property("Budget", "Budget/BudgetLimit/Amount") == 1.0)
        #expect(
            template.property("Budget", "Budget/CostFilters") == [
                "TagKeyValue": ["user:Application$weir", "user:Environment$dev"]
            ])
        #expect(alerts(template) == [#""ACTUAL" "GREATER_THAN" 50 "PERCENTAGE""#])
        #expect(
            template.property("Budget", "NotificationsWithSubscribers/0/Subscribers") == [
                ["Address": "arn:aws:sns:eu-central-1:123456789012:alerts", "SubscriptionType": "SNS"]
            ])
    }

    @Test("A budget that AWS refuses, or that alerts nothing, is reported")
    func rules() {
        let problems = TestStack.problems {
            $0.add(
                "Budget",
                budget {
                    $0.monthly = 0
                    $0.emails = []
                    $0.actual = [80, 80]
                    $0.forecast = [0]
                })
        }
        #expect(
            problems.map { $0.split(separator: " ")[1] } == ["monthly", "subscribers", "actual", "forecast"],
            "\(problems)")
        let many = budget { $0.actual = [10, 20, 30, 40, 50] }
        #expect(many.faults.map(\.property) == ["alerts"])
    }

    @Test(
        "An address that is not one is refused",
        arguments: ["", "ops", "ops@", "@example.com", "a b@example.com", "a@b"])
    func addresses(address: String) {
        #expect(budget { $0.emails = [address] }.faults.map(\.property) == ["emails"])
    }
}
