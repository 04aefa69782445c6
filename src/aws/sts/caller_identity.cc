// SPDX-License-Identifier: Apache-2.0
#include "aws/models/sts/get_caller_identity.h"
#include "aws/sts/operations.h"

namespace atlas::aws::sts {
namespace {

Answer<GetCallerIdentityOutput> caller_identity(Call& call, const GetCallerIdentityInput&) {
    const auto& caller = call.caller();
    return GetCallerIdentityOutput{
        .user_id = caller.user_id, .account = caller.account, .arn = caller.arn
    };
}

}  // namespace

Operation caller_identity_operation() {
    // On AWS this needs no permission, and even an explicit deny has no effect.
    return operation<GetCallerIdentity>(caller_identity).allowed_to_all();
}

}  // namespace atlas::aws::sts
