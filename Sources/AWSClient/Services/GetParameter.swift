/// `GetParameter` of Parameter Store.
package struct GetParameter: JSONOperation {
    /// Systems Manager.
    package static let service = AWSService.ssm
    /// `GetParameter`.
    package static let name = "GetParameter"

    /// The parameter's name.
    package var name: String

    enum CodingKeys: String, CodingKey { case name = "Name" }

    /// Creates the operation.
    package init(name: String) { self.name = name }

    /// The response.
    package struct Output: Sendable, Decodable {
        /// A parameter.
        package struct Parameter: Sendable, Decodable {
            /// The value.
            package var value: String

            enum CodingKeys: String, CodingKey { case value = "Value" }
        }

        /// The parameter.
        package var parameter: Parameter

        enum CodingKeys: String, CodingKey { case parameter = "Parameter" }
    }
}
