//! Typed requests, responses, errors and pagers of baidu-qianfan.
