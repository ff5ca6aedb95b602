package import AWSClient

/// The operations of Service Quotas, named as in "Service Quotas API Reference".
package enum QuotaOperations {}

/// An operation of Service Quotas.
package protocol QuotaOperation: JSONOperation, Decodable {}

extension QuotaOperation {
    /// Service Quotas.
    package static var service: AWSService { .serviceQuotas }
    /// The operation's name, after which the structure is named.
    package static var name: String { "\(Self.self)" }
}

extension QuotaOperations {
    /// `GetServiceQuota`: the quota of an account. One that was never changed may be the error
    /// `NoSuchResourceException`.
    package struct GetServiceQuota: QuotaOperation {
        /// The service's code, such as `fargate`.
        package var service: String
        /// The quota's code, such as `L-3032A538`.
        package var quota: String

        enum CodingKeys: String, CodingKey { case service = "ServiceCode", quota = "QuotaCode" }

        /// Creates the operation.
        package init(service: String, quota: String) {
            self.service = service
            self.quota = quota
        }

        /// The quota.
        package struct Output: Sendable, Hashable, Codable {
            /// The quota.
            package var quota: QuotaDescription

            enum CodingKeys: String, CodingKey { case quota = "Quota" }

            /// Creates the output.
            package init(quota: QuotaDescription) {
                self.quota = quota
            }
        }
    }

    /// `GetAWSDefaultServiceQuota`: the quota of a new account.
    package struct GetAWSDefaultServiceQuota: QuotaOperation {
        /// The service's code, such as `fargate`.
        package var service: String
        /// The quota's code, such as `L-3032A538`.
        package var quota: String

        enum CodingKeys: String, CodingKey { case service = "ServiceCode", quota = "QuotaCode" }

        /// Creates the operation.
        package init(service: String, quota: String) {
            self.service = service
            self.quota = quota
        }

        /// The quota.
        package struct Output: Sendable, Hashable, Codable {
            /// The quota.
            package var quota: QuotaDescription

            enum CodingKeys: String, CodingKey { case quota = "Quota" }

            /// Creates the output.
            package init(quota: QuotaDescription) {
                self.quota = quota
            }
        }
    }

    /// `ListServiceQuotas`: the quotas of an account.
    package struct ListServiceQuotas: QuotaOperation, PagedOperation {
        /// The service's code, such as `fargate`.
        package var service: String
        /// A quota's code; nil for all.
        package var quota: String?
        /// The maximum number of quotas of a page.
        package var pageSize: Int?
        /// The token of the page.
        package var pageToken: String?

        enum CodingKeys: String, CodingKey {
            case service = "ServiceCode", quota = "QuotaCode", pageSize = "MaxResults", pageToken = "NextToken"
        }

        /// Creates the operation.
        package init(service: String, quota: String? = nil, pageSize: Int? = nil, pageToken: String? = nil) {
            self.service = service
            self.quota = quota
            self.pageSize = pageSize
            self.pageToken = pageToken
        }

        /// A page.
        package struct Output: Sendable, Hashable, Codable {
            /// The quotas.
            package var quotas: [QuotaDescription]
            /// The token of the page.
            package var nextToken: String?

            enum CodingKeys: String, CodingKey { case quotas = "Quotas", nextToken = "NextToken" }

            /// Creates the output.
            package init(quotas: [QuotaDescription] = [], nextToken: String? = nil) {
                self.quotas = quotas
                self.nextToken = nextToken
            }
        }

        /// The token of the next page.
        package static func nextToken(in output: Output) -> String? { output.nextToken }
    }
}

/// A quota.
package struct QuotaDescription: Sendable, Hashable, Codable {
    /// The service's code.
    package var service: String?
    /// The code.
    package var code: String
    /// The name.
    package var name: String?
    /// The value.
    package var value: Double?
    /// The unit.
    package var unit: String?
    /// `true` if more may be requested.
    package var isAdjustable: Bool

    enum CodingKeys: String, CodingKey {
        case service = "ServiceCode", code = "QuotaCode", name = "QuotaName", value = "Value", unit = "Unit"
        case isAdjustable = "Adjustable"
    }

    /// Creates the value.
    package init(
        service: String? = nil, code: String, name: String? = nil, value: Double? = nil, unit: String? = nil,
        isAdjustable: Bool = false
    ) {
        self.service = service
        self.code = code
        self.name = name
        self.value = value
        self.unit = unit
        self.isAdjustable = isAdjustable
    }
}
