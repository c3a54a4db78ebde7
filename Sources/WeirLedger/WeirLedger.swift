internal import WeirModel
