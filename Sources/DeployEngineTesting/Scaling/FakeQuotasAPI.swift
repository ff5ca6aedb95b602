/// The API of Service Quotas.
package final class FakeQuotasAPI: FakeService {
    /// `servicequotas`.
    package static let signingName = "servicequotas"
    private let host: FakeWorkloadHost

    init(_ host: FakeWorkloadHost) { self.host = host }

    /// Handles a request.
    package func handle(_ request: FakeRequest, in world: FakeWorld) throws(FakeError) -> FakeResponse {
        let input = request.input
        let quotas = host.workloads.quotas.quotas
        let service = input["ServiceCode"]?.text ?? ""
        switch request.operation {
        case "GetServiceQuota", "GetAWSDefaultServiceQuota":
            let code = input["QuotaCode"]?.text
            guard let quota = quotas.first(where: { $0.service == service && $0.code == code }) else {
                throw FakeError(
                    "NoSuchResourceException",
                    "The request failed because the specified service or quota does not exist.")
            }
            return .output(["Quota": render(quota, isDefault: request.operation != "GetServiceQuota")])
        case "ListServiceQuotas":
            let found = quotas.filter { $0.service == service }
            let page = FakePage(found, token: input["NextToken"]?.text, limit: input["MaxResults"]?.integer ?? 100)
            return .output([
                "Quotas": .array(page.elements.map { render($0, isDefault: false) }),
                "NextToken": FakeValue(page.nextToken),
            ])
        default: throw FakeError.unknownOperation(request)
        }
    }

    private func render(_ quota: FakeQuotas.Quota, isDefault: Bool) -> FakeValue {
        [
            "ServiceCode": .string(quota.service), "QuotaCode": .string(quota.code), "QuotaName": .string(quota.name),
            "Value": FakeValue(isDefault ? quota.standard : quota.value), "Unit": "None",
            "Adjustable": .bool(quota.isAdjustable), "GlobalQuota": false,
        ]
    }
}
