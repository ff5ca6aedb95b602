/// The reason for which the server cannot start, in a sentence for the operator.
struct StartFailure: Error, CustomStringConvertible {
    let description: String
}
